"""The command `config`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui import paths
from homeroom_tui.cli import common
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.config import Configured
    from homeroom_tui.output.settings import Setting


@click.command()
@click.option("--edit", "do", flag_value="edit", help="Open the settings file in your editor.")
@click.option("--keys", "do", flag_value="keys", help="List all commands with their keys.")
@click.option(
    "--paths", "do", flag_value="paths", help="List the files of homeroom and where they are."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an array of objects.")
def config(do: str | None, as_json: bool) -> None:
    """Show all settings: their values, and how to change them.

    Ends with 1 if something is wrong in the settings file.
    """
    if do == "edit":
        if as_json:
            raise click.UsageError("--edit and --json exclude each other.")
        _edit()
    elif do == "paths":
        from homeroom_tui.output.settings import PLACES, Place, places

        common.print_rows(places(), PLACES, Place._asdict if as_json else None)
    else:
        from homeroom_tui.config import read_config

        found = read_config()
        common.say_problems(found.problems)
        if do == "keys":
            _print_keys(found, as_json)
        else:
            _print_settings(found, as_json)
        raise SystemExit(1 if any(p.severity == "error" for p in found.problems) else 0)


def _settings(found: Configured) -> list[Setting]:
    from msgspec import to_builtins

    from homeroom_tui.agenda.fields import fields_of
    from homeroom_tui.config import Config
    from homeroom_tui.output.settings import Setting

    values, defaults = to_builtins(found.config), to_builtins(Config())
    return [
        Setting(
            field.key,
            values[field.key],
            defaults[field.key],
            str(paths.config_file()) if field.key in found.lines else None,
            found.lines.get(field.key),
            field.doc.help,
            field.doc.example,
        )
        for field in fields_of(Config)
    ]


def _print_settings(found: Configured, as_json: bool) -> None:
    from homeroom_tui.output.settings import SETTINGS, Setting
    from homeroom_tui.output.tables import on_a_terminal

    common.print_rows(_settings(found), SETTINGS, Setting._asdict if as_json else None)
    if on_a_terminal() and not as_json:
        file = paths.config_file()
        there = "" if os.path.exists(file) else ", which is not there yet"
        click.echo(f"\nThe settings file is {visible(str(file))}{there}.")
        click.echo("homeroom config --edit opens it; homeroom config --keys shows all keys.")


def _print_keys(found: Configured, as_json: bool) -> None:
    from homeroom_tui.keys import listed
    from homeroom_tui.output.settings import KEYS, KeysOf

    chosen = found.config.keys
    rows = [KeysOf(*row, own=row[0] in chosen) for row in listed(chosen)]
    common.print_rows(rows, KEYS, KeysOf._asdict if as_json else None)


def _edit() -> None:
    from homeroom_tui.agenda.new_files import keep_schema
    from homeroom_tui.config import Config, read_config

    path = paths.config_file()
    if not os.path.exists(path):
        _begin(path)
    keep_schema(path, Config)
    common.edit(path, lambda: read_config().problems)


def _begin(path: Path) -> None:
    """Write a settings file in which everything is explained and nothing is set."""
    from homeroom_tui.agenda.new_files import begin
    from homeroom_tui.config import Config, template

    begin(path, Config, template())


COMMANDS = (config,)
