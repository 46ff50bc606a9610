"""The command about what is the user's own: config."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from homeroom_tui.cli import shared

if TYPE_CHECKING:
    from homeroom_tui.config import Configured
    from homeroom_tui.output.settings import KeysOf, Setting


@click.command()
@click.option("--edit", "do", flag_value="edit", help="Open the settings file in your editor.")
@click.option("--keys", "do", flag_value="keys", help="All commands with the keys they have now.")
@click.option("--paths", "do", flag_value="paths", help="Where homeroom keeps what.")
@click.option("--json", "as_json", is_flag=True, help="For a machine: an array of objects.")
def config(do: str | None, as_json: bool) -> None:
    """Show all settings: what they are, where each was set, and how to change it.

    Ends with 1 if something is wrong in the settings file.
    """
    if do == "edit":
        if as_json:
            raise click.UsageError("--edit and --json exclude each other.")
        _edit()
    elif do == "paths":
        _print_paths(as_json)
    else:
        from homeroom_tui.config import read_config

        found = read_config()
        shared.say_problems(found.problems)
        if do == "keys":
            _print_keys(_keys(found), as_json)
        else:
            _print_settings(found, as_json)
        raise SystemExit(_code(found))


def _code(found: Configured) -> int:
    return 1 if any(problem.severity == "error" for problem in found.problems) else 0


def _settings(found: Configured) -> list[Setting]:
    import msgspec

    from homeroom_tui.agenda.fields import fields_of
    from homeroom_tui.config import Config
    from homeroom_tui.output.settings import Setting

    values, defaults = msgspec.to_builtins(found.config), msgspec.to_builtins(Config())
    return [
        Setting(
            field.key,
            values[field.key],
            defaults[field.key],
            found.lines.get(field.key),
            field.doc.help,
            field.doc.example,
        )
        for field in fields_of(Config)
    ]


def _print_settings(found: Configured, as_json: bool) -> None:
    from homeroom_tui import paths
    from homeroom_tui.agenda.problems import visible
    from homeroom_tui.output import settings as printed

    rows, file = _settings(found), paths.config_file()
    if as_json:
        shared.print_json(printed.settings_objects(rows, file))
    elif sys.stdout.isatty():
        from homeroom_tui.output.tables import console

        console().print(printed.settings_table(rows, file))
        there = "" if os.path.exists(file) else ", which is not there yet"
        click.echo(f"\nThe settings file is {visible(str(file))}{there}.")
        click.echo("homeroom config --edit opens it; homeroom config --keys shows all keys.")
    else:
        click.echo("\n".join(printed.settings_plain(rows, file)))


def _keys(found: Configured) -> list[KeysOf]:
    from homeroom_tui.keys import listed
    from homeroom_tui.output.settings import KeysOf

    chosen = found.config.keys
    return [KeysOf(*row, own=row[0] in chosen) for row in listed(chosen)]


def _print_keys(rows: list[KeysOf], as_json: bool) -> None:
    from homeroom_tui.output import settings as printed

    if as_json:
        shared.print_json(printed.keys_objects(rows))
    elif sys.stdout.isatty():
        from homeroom_tui.output.tables import console

        console().print(printed.keys_table(rows))
    else:
        click.echo("\n".join(printed.keys_plain(rows)))


def _print_paths(as_json: bool) -> None:
    from homeroom_tui.output import places

    if as_json:
        found: list[dict[str, Any]] = [
            {"what": what, "path": str(path)} for what, path in places.places()
        ]
        shared.print_json(found)
    elif sys.stdout.isatty():
        from homeroom_tui.output.tables import console

        console().print(places.paths_table())
    else:
        click.echo("\n".join(places.paths_plain()))


def _edit() -> None:
    from homeroom_tui import paths
    from homeroom_tui.agenda.new_files import keep_schema
    from homeroom_tui.config import Config, read_config

    path = paths.config_file()
    if not os.path.exists(path):
        _begin(path)
    keep_schema(path, Config)
    shared.edit(path, lambda: read_config().problems)


def _begin(path: Path) -> None:
    """Write a settings file in which everything is explained and nothing is set."""
    from homeroom_tui.agenda.new_files import begin
    from homeroom_tui.config import Config, template
    from homeroom_tui.files import CannotWrite

    try:
        begin(path, Config, template())
    except CannotWrite as error:
        raise shared.Stopped(str(error)) from None


COMMANDS = (config,)
