"""The command `homeroom`; each command imports the rooms that it needs only when it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from homeroom_tui import __version__
from homeroom_tui.cli import group, importing, kept, meetings, own, sessions, shared, simulate


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--sessions",
    type=click.Path(path_type=Path),
    help="The folder of session files (default: $HOMEROOM_SESSIONS, ./sessions, your own).",
)
@click.version_option(__version__, prog_name="homeroom")
@click.pass_context
def cli(context: click.Context, sessions: Path | None) -> None:
    """Run your homeroom: pick a week, follow the prompts, end on time.

    Without a command the menu opens.
    """
    context.obj = sessions
    if context.invoked_subcommand is None:
        meetings.open_screens(shared.library(sessions))


for command in (
    *meetings.COMMANDS,
    *kept.COMMANDS,
    *sessions.COMMANDS,
    *own.COMMANDS,
    group.group,
    simulate.simulate,
    importing.import_,
):
    cli.add_command(command)


def main(args: Sequence[str] | None = None) -> None:
    """The entry point of the command `homeroom`."""
    cli.main(args=list(sys.argv[1:] if args is None else args), prog_name="homeroom")
