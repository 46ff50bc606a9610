"""Run and resume meetings in plain mode, over standard input and output."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, TextIO

import click

from homeroom_tui import paths
from homeroom_tui.cli import common
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry, Library
    from homeroom_tui.alerts import Alert
    from homeroom_tui.config import Config
    from homeroom_tui.controller import Controller
    from homeroom_tui.meeting.clock import Clock
    from homeroom_tui.storage.archive import Archive
    from homeroom_tui.storage.replay import Recording


CLOSED = "Standard output is closed: there is nowhere to write."


class Stop(Exception):
    """The process was asked to end, by the signal of this number."""


def run_plain(
    library: Library,
    week: Entry,
    clock: Clock,
    prepare: Callable[[Controller], None],
    here: Sequence[str] | None = None,
    share: tuple[str, str, str] | None = None,
) -> None:
    """Hold a meeting of `week` with those who are `here` (None: all); a rehearsal is not kept."""
    from homeroom_tui.controller import as_left, new_meeting

    session = common.session(library.load(week))
    if share is not None:
        common.room_place(library, *share)  # what is missing is said before anything begins
    series, group, config = library.series(), library.group(), common.config()
    archive = common.archive() if clock.speed == 1 else None
    times = common.time_of_day(config)
    if archive is not None:
        _offer(archive, clock)
    running = None
    if archive is not None:
        running = as_left(archive, week, session, clock, times, _warn, here)
    if running is None:
        running = new_meeting(
            session,
            series,
            group,
            clock,
            times,
            here=here,
            archive=archive,
            library=week.library,
        )
        if archive is not None:
            running.record(archive, week, _warn, series=series, group=group)
    prepare(running)
    _hold(running, config, library, share)


def resume_plain(record: Recording, *, counting: bool) -> None:
    """Go on with a meeting, `counting` the time away or giving it back."""
    from homeroom_tui.controller import resume
    from homeroom_tui.meeting.clock import SystemClock

    config = common.config()
    times = common.time_of_day(config)
    running = resume(record, common.archive(), SystemClock(), times, _warn, counting=counting)
    _hold(running, config, common.library(None, may_be_empty=True))


def _offer(archive: Archive, clock: Clock) -> None:
    """Say that a meeting can be gone on with, rather than begun anew."""
    for found in archive.resumable(clock.now().utc).meetings[:1]:
        title = found.record.header.session.title
        _warn(f"“{title}” was not finished. To go on with it: homeroom resume --plain")


def beyond_the_text(config: Config) -> Callable[[Alert], None]:
    """The ways in which a signal is told beside the line that is printed."""
    from homeroom_tui.alerts import OwnCommand

    own = OwnCommand(config.command, config.command_timeout, _warn)

    def alert(given: Alert) -> None:
        if config.sound == "chime":
            from homeroom_tui import sound

            sound.play(given.signal)
        own.run(given.variables())

    return alert


def _hold(
    running: Controller,
    config: Config,
    library: Library,
    share: tuple[str, str, str] | None = None,
) -> None:
    from homeroom_tui.plain.conversation import Conversation
    from homeroom_tui.plain.loop import TypedLines, converse
    from homeroom_tui.plain.sharing import PlainSharing
    from homeroom_tui.storage.norms import NormsFile

    if sys.stdout is None:
        raise common.Stopped(CLOSED)
    running.warn = config.warn
    running.use_norms(NormsFile(paths.norms_file(), _warn))
    output = Output(sys.stdout)

    def end() -> None:
        conversation.over = True
        lines.end()

    find = partial(common.find_place, library, *(share or ()))
    sharing = PlainSharing(running, find, _warn, end)
    conversation = Conversation(
        running,
        output,
        beyond_the_text(config),
        lambda view: sharing.show(),
        sharing,
    )
    lines = TypedLines(sys.stdin)
    if share is not None or running.taken is not None:
        output(sharing.share())
    code = 0
    common.collect_garbage()
    try:
        with _stopping():
            converse(conversation, lines)
    except Stop as stop:
        code = 128 + stop.args[0]
        output.wait_for_nobody()
        conversation.end_of_input()
    except BrokenPipeError:
        code = 1
    finally:
        if running.recorder is not None and not running.recorder.journal.close():
            _warn(running.recorder.journal.trouble or "")
            code = code or 1
        sharing.leave()
    raise SystemExit(output.end() or code)


@contextmanager
def _stopping() -> Iterator[None]:
    """Have Ctrl+C, a closed terminal and a call to end raise Stop."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stop(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [number for name in names if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Output:
    """Writes lines; where they cannot be written, as on a full disk, the meeting goes on."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._refused = False
        self._waits = True

    def __call__(self, line: str) -> None:
        """Write a line. Raises BrokenPipeError and Stop where nobody can read it any more."""
        try:
            self._out.write(f"{line}\n")
            self._out.flush()
            self._refused = False
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.errno == errno.EBADF:
                raise common.Stopped(CLOSED) from None
            if self._waits and error.errno == errno.EIO:  # the terminal is gone
                raise Stop(signal.SIGHUP) from None
            if self._waits and not self._refused:
                _warn(f"Lines can't be written: {error.strerror}. The meeting goes on.")
            self._refused = True

    def wait_for_nobody(self) -> None:
        """From now on leave out what cannot be written at once, as to a pipe that is full."""
        self._waits = False
        with suppress(OSError):
            os.set_blocking(self._out.fileno(), False)

    def end(self) -> int:
        """Write what is left; return 1 if the last could not be. Python does not try it again."""
        try:
            self._out.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
            self._refused = True
        return 1 if self._refused and self._waits else 0


def _warn(sentence: str) -> None:
    click.echo(visible(sentence), err=True)
