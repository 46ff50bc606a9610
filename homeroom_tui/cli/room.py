"""The commands of a shared meeting: broker, follow and take."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import common, meetings
from homeroom_tui.cli.plain import resume_plain
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.room.broker import BrokerPlan
    from homeroom_tui.storage.replay import Recording

PLAIN_HTTP = """\
Browsers on other devices can't read the meeting from a plain http address: they need https, that
is a certificate (--cert, --key) or a reverse proxy. Terminals can: homeroom follow LINK."""

NO_PAGE = """\
If a browser gets no answer there: some builds of Mosquitto offer HTTP/2, and can't give a page over
it. Then put a reverse proxy in front (docs/room.md). Terminals are not affected."""


@click.command()
@click.option("--host", default="127.0.0.1", help="The address to listen at; 0.0.0.0: all of them.")
@click.option("--port", default=1883, help="The port for homeroom in terminals.")
@click.option("--web-port", default=8080, help="The port for browsers.")
@click.option(
    "--password",
    envvar="HOMEROOM_BROKER_PASSWORD",
    help="Who knows it may share (default: a new one each time).",
)
@click.option("--cert", type=click.Path(path_type=Path), help="A certificate, for TLS.")
@click.option("--key", type=click.Path(path_type=Path), help="Its key.")
def broker(
    host: str, port: int, web_port: int, password: str | None, cert: Path | None, key: Path | None
) -> None:
    """Run a broker on this computer, to share meetings over. Ctrl+C ends it."""
    from homeroom_tui.room import broker as room_broker

    if (cert is None) != (key is None):
        raise click.UsageError("--cert and --key go together.")
    plan = room_broker.BrokerPlan(
        host, port, web_port, password or room_broker.new_password(), cert, key
    )
    for ending in ("SIGTERM", "SIGHUP"):  # a window that is closed must not leave it running
        if (number := getattr(signal, ending, None)) is not None:
            signal.signal(number, signal.default_int_handler)
    name = host
    if host in ("0.0.0.0", "::"):
        name = room_broker.this_machine() or "127.0.0.1"
    with TemporaryDirectory(prefix="homeroom-broker-") as folder:
        process = None
        try:
            process = room_broker.start(plan, Path(folder))
            click.echo(_how_to_share(plan, name))
            assert process.stderr is not None
            for line in process.stderr:
                click.echo(line.partition(": ")[2] or line, err=True, nl=False)
        except KeyboardInterrupt:
            click.echo("The broker has ended; nothing of the meetings is kept.")
        finally:
            if process is not None:
                process.kill()  # it has nothing to keep, and just after its start hears no SIGTERM
                process.communicate()


def _how_to_share(plan: BrokerPlan, name: str) -> str:
    settings = {
        "HOMEROOM_BROKER": plan.broker(name),
        "HOMEROOM_PAGE": plan.page(name),
        "HOMEROOM_BROKER_PASSWORD": plan.password,
    }
    lines = [
        "The broker runs until Ctrl+C. Share a meeting in another terminal:",
        "",
        *(f"  {common.to_set(*setting)}" for setting in settings.items()),
        f"  {_program()} run 1 --share",
    ]
    if plan.secure:
        lines += ["", NO_PAGE]
    elif name != "127.0.0.1":
        lines += ["", PLAIN_HTTP]
    return "\n".join(lines)


def _program() -> str:
    """This program as it can be started from another terminal in the same folder."""
    started = sys.argv[0]
    named = shutil.which("homeroom") is not None or not os.access(started, os.X_OK)
    return "homeroom" if named else shlex.quote(started)


@click.command()
@click.argument("link")
@click.option("--plain", is_flag=True, help="No full screen: a line when something changes.")
@click.option("--trust", default="", metavar="FILE", help="Certificates to trust, for a test.")
def follow(link: str, plain: bool, trust: str) -> None:
    """Follow a meeting that somebody shares, by its LINK.

    Put the link in quotes: it has a # in it.
    """
    from homeroom_tui.room.link import parse_link

    found = parse_link(link)
    common.need_room()
    if plain:
        from homeroom_tui.plain.following import follow_plain

        common.collect_garbage()
        raise SystemExit(follow_plain(found, common.time_of_day(common.config()), trust))
    meetings.need_a_terminal()
    from homeroom_tui.tui.follow import follow_on_screen

    common.collect_garbage()
    raise SystemExit(follow_on_screen(found, trust))


@click.command()
@click.argument("link")
@click.option("--plain", is_flag=True, help="Run as lines of text, without a full screen.")
@click.pass_obj
def take(sessions: Path | None, link: str, plain: bool) -> None:
    """Take a meeting over from its facilitator, by its LINK.

    It is the link that H shows there. Put it in quotes: it has a # in it.
    """
    from homeroom_tui.room.link import parse_handover
    from homeroom_tui.storage.archive import Resumable

    library = common.library(sessions, may_be_empty=True)
    found = parse_handover(link)
    common.need_room()
    place = common.find_place(library, taken=found.broker)
    if not plain:
        meetings.need_a_terminal()
    from homeroom_tui.sharing import take as take_over

    record = take_over(found, place, common.archive(), time.time, _fetched)
    if plain:
        resume_plain(record, counting=True)
        return
    meetings.open_screens(library, resume=(Resumable(record, 0, False), True))


def _fetched(record: Recording, seen: float, whole: bool) -> None:
    """Say what of the meeting is there, and until when."""

    from homeroom_tui import wording as words

    until = seen if whole else record.pairs[-2].utc
    ago = words.span(max(time.time() - until, 0))
    what = "All of" if whole else "Only a part of"
    times = common.time_of_day(common.config())
    click.echo(
        f"{what} “{visible(record.name)}” is here, up to {times(until)}, {ago} ago.", err=True
    )


COMMANDS = (broker, follow, take)
