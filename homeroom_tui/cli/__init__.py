"""The command `homeroom`. Each of its commands imports what it needs only when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

import click

from homeroom_tui import __version__
from homeroom_tui.cli import common, streams
from homeroom_tui.errors import UserError
from homeroom_tui.escaping import shorten, visible

WHERE = {
    "board": "cohort",
    "broker": "room",
    "calendar": "calendar",
    "check": "author",
    "cohort": "cohort",
    "config": "config",
    "edit": "author",
    "follow": "room",
    "group": "group",
    "history": "history",
    "import": "import_pages",
    "init": "author",
    "list": "sessions",
    "minutes": "history",
    "new": "author",
    "resume": "history",
    "run": "meetings",
    "schema": "author",
    "show": "sessions",
    "simulate": "simulate",
    "take": "room",
}
"""The module that each command is in."""


class Commands(click.Group):
    """Imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WHERE:
            return None
        module = import_module(f"homeroom_tui.cli.{WHERE[cmd_name]}")
        commands: Sequence[click.Command] = module.COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word not in WHERE and not word.startswith("-") and not ctx.resilient_parsing:
            raise common.WrongUse(_unknown(ctx.params.get("sessions"), word))
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _escaped():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _escaped():
                return super().invoke(ctx)
        except UserError as error:
            how = common.WrongUse if error.wrong_use else common.Stopped
            raise how(str(error)) from None


@contextmanager
def _escaped() -> Iterator[None]:
    """Have click say nothing that a terminal would obey: it repeats words as they were typed."""
    try:
        yield
    except click.UsageError as error:
        said = error.format_message()
        shown = visible(said, newline="\n")
        raise error if shown == said else click.UsageError(shown, error.ctx) from None


def _unknown(sessions: Path | None, word: str) -> str:
    """Return what to say of a word that is no command: perhaps a week, or a typing error."""
    from difflib import get_close_matches
    from shlex import quote

    from homeroom_tui.agenda.library import LibraryError, open_library

    meant = next(iter(get_close_matches(word, WHERE)), None)
    with suppress(LibraryError):
        if word.isdecimal() or open_library(sessions).find(word):
            meant = f"run {visible(word)}"
    if os.path.isdir(word):
        meant = f"--sessions {visible(quote(word))}"
    hint = f"Did you mean `homeroom {meant}`?" if meant else "homeroom --help lists all commands."
    return f"There is no command '{visible(shorten(word, 40))}'. {hint}"


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--sessions",
    type=click.Path(path_type=Path),
    help="Folder of session files (default: $HOMEROOM_SESSIONS, ./sessions,"
    " this folder if it has a series.yaml, your own).",
)
@click.version_option(__version__, prog_name="homeroom")
@click.pass_context
def cli(context: click.Context, sessions: Path | None) -> None:
    """Run a meeting: pick a week, follow the prompts, end on time.

    Without a command, open the menu.
    """
    context.obj = sessions
    if context.invoked_subcommand is None:
        from homeroom_tui.cli import meetings

        meetings.open_screens(common.library(sessions))


def main(args: Sequence[str] | None = None) -> None:
    """Run the command `homeroom`."""
    # What is imported is no garbage, and most commands are over before there is any. Those that
    # last turn this on again: `common.collect_garbage`.
    gc.disable()
    streams.prepare()
    try:
        with streams.written():
            cli.main(args=list(sys.argv[1:] if args is None else args), prog_name="homeroom")
    finally:
        gc.freeze()  # Python looks through all that is left once more, which takes 10 ms
