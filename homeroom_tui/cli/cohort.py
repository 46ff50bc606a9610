"""The commands of a cohort: its link and key, and its board."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui import paths
from homeroom_tui.cli import common, meetings

if TYPE_CHECKING:
    from homeroom_tui.room.envelope import RoomKeys
    from homeroom_tui.room.link import Link, Place

WAIT = 6.0
"""Seconds that `board --json` waits for the broker at most."""


@click.group()
def cohort() -> None:
    """Several groups at once: a link for their boards, a key to speak."""


@cohort.command("new")
@click.option("--broker", default="", metavar="ADDRESS", help="The MQTT broker of the cohort.")
@click.option("--page", default="", metavar="URL", help="The page that browsers open to follow.")
@click.pass_obj
def new(sessions: Path | None, broker: str, page: str) -> None:
    """Make a cohort: print its link to read, and its key to speak."""
    from msgspec.structs import replace

    from homeroom_tui import files
    from homeroom_tui.config import read_config
    from homeroom_tui.room.link import encode, find_place

    common.need_room()
    from homeroom_tui.room.cohort import new_cohort

    group = replace(common.library(sessions).group(), cohort="")
    environ = {name: text for name, text in os.environ.items() if name != "HOMEROOM_COHORT"}
    link, seed = new_cohort(find_place(environ, read_config().config.room, group, broker, page))
    files.write_new(paths.cohort_keys() / link.room, f"{encode(seed)}\n".encode(), private=True)
    click.echo(
        f"""\
The cohort's link. Who has it sees how the groups are getting on:

  {link}

Each group puts it into its file (homeroom group --edit), or says --cohort with --share:

  cohort: {link}

The board: homeroom board '{link}'

The key to speak to the groups is kept on this computer. To speak from another one, set there:

  {common.to_set("HOMEROOM_COHORT_KEY", encode(seed))}"""
    )


@click.command()
@click.argument("link", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print the groups as they are now, as JSON.")
@click.option("--plain", is_flag=True, help="Print the groups as they are now, as a table.")
@click.pass_obj
def board(sessions: Path | None, link: str, as_json: bool, plain: bool) -> None:
    """See all groups of a cohort by its LINK, and speak to them."""
    common.need_room()
    found, place, keys = _cohort(sessions, link)
    if as_json or plain:
        _print(found, place, as_json=as_json)
        return
    meetings.need_a_terminal()
    from homeroom_tui.tui.board import board_on_screen

    common.collect_garbage()
    raise SystemExit(board_on_screen(found, place, keys))


def _cohort(sessions: Path | None, text: str) -> tuple[Link, Place, RoomKeys | None]:
    """The cohort of this link (empty: as set), where to connect, and the keys to speak, if any."""
    from msgspec.structs import replace

    from homeroom_tui import files
    from homeroom_tui.config import read_config
    from homeroom_tui.room.cohort import speaking
    from homeroom_tui.room.link import Place, find_cohort, find_place

    group = common.library(sessions).group()
    link = find_cohort(os.environ, group, text)
    if link is None:
        raise common.WrongUse(
            "Which cohort? Give its link, or set it as `cohort:` in your group's file."
            " homeroom cohort new makes one."
        )
    key = os.environ.get("HOMEROOM_COHORT_KEY", "")
    path = paths.cohort_keys() / link.room
    if not key and path.is_file():
        key = files.read_bytes(path)[0].decode(errors="replace")
    if not key:
        return link, Place(link.broker), None
    place = find_place(os.environ, read_config().config.room, group, cohort=text)
    return link, replace(place, page=""), speaking(link, key)


def _print(link: Link, place: Place, *, as_json: bool) -> None:
    """Print the groups as they are once the broker has told of them."""
    from homeroom_tui.output.board import as_object, columns
    from homeroom_tui.room.watching import Watching

    watching = Watching(link, place, now=time.time)
    watching.start()
    end = time.monotonic() + WAIT
    while not watching.settled and time.monotonic() < end:
        time.sleep(0.05)
    rows, trouble = watching.rows(), watching.trouble
    watching.stop()
    if trouble:
        raise common.Stopped(trouble)
    times = common.time_of_day(common.config())
    common.print_rows(rows, columns(times), as_object if as_json else None)


COMMANDS = (board, cohort)
