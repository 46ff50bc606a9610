"""A whole Week 3 without a screen: every command, word for word, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group
from homeroom_tui.commands import typed_commands
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.people import gathering
from homeroom_tui.plain.reading import read
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.minutes import minutes, of_record
from homeroom_tui.storage.minutes_markdown import as_markdown
from homeroom_tui.storage.replay import replay
from tests.plain.scripted import norms_of, running_of, transcript
from tests.storage.kept_meetings import entry

SESSIONS = Path(__file__).parent.parent.parent / "sessions"
OWLS = Group("Owls", ("Ana", "Ben", "Chidi"), zone="UTC")

SCRIPT = """\
help
done 1
drop 3
drop 3
take 5
u
open
w
w ben
w Dee
facilitator chidi
+ 1 3
0 3
v
... 2 min
B 1
... 2 min

i
N
+ 2
- 1
u
U
... 1 min
n
... 30 s
timer 2
timer none
.
,
note We all want to hear each other's story
! Ana sends the template round
? Who has spoken to a recruiter yet?
= We meet at five past
note a slip
notes
forget 5
t
... 1 min
t
x
... 3 min
t dee
t
t
w Ben
t ben
t
a 5 min A break with tea
... 4 min
p
... 3 min
SPACE
n
... 5 min
n
l
share
handover
unshare
answer
... 19 min
f
e 15:10
f
s 5
s 5
s 6
... 3 min
n
b
later
u
g 5
... 8 min
n
no
x marks the spot
x
F
y
u

F
y
reopen
... 1 min
F
y
v
q
""".replace("SPACE", " ")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "meetings")


@pytest.fixture
def running(archive, clock) -> Controller:
    """Week 3 of the Owls, a week after a meeting of which something is still to be done."""
    library = Library(SESSIONS)
    session = library.load(library.find("3")).session
    assert session is not None
    last = running_of(session, clock)
    last.record(archive, entry("week-2"), print, series=library.series(), group=OWLS)
    last.start()
    last.write_note("1", "! Ben asks his aunt")
    last.write_note("2", "! Chidi books the room")
    last.write_note("3", "? Who has a template")
    last.finish()
    assert last.recorder is not None
    last.recorder.journal.close()
    clock.move(7 * 24 * 3600)
    expected = gathering(OWLS.people)
    made = running_of(session, clock, base_url=library.series().base_url, gathering=expected)
    made.norms_file = norms_of("Listen.\nLeave time for everybody.")
    made.record(archive, entry("week-3"), print, series=library.series(), group=OWLS)
    return made


def test_the_script_has_every_command():
    answers = ("y", "no")
    lines = [line for line in SCRIPT.splitlines() if line[:3] != "..." and line not in answers]
    lines.remove("x marks the spot")
    typed = {read(line)[0] for line in lines}
    assert typed >= {command.id for command, _ in typed_commands()}


def test_a_whole_week_3_word_for_word(running, clock, golden):
    golden("plain-week-3", transcript(running, clock, SCRIPT))


def test_nothing_but_text_and_newlines_comes_out(running, clock):
    assert all(line.isprintable() for line in transcript(running, clock, SCRIPT).split("\n"))


def test_it_is_kept_as_any_other_meeting(running, clock, golden):
    transcript(running, clock, SCRIPT)
    kept = running.recorder
    assert kept is not None
    kept.journal.close()
    record = replay(kept.journal.path)
    assert record.meeting.events == running.meeting.events
    assert record.state == running.meeting.state(clock.at)
    golden("plain-week-3-minutes", as_markdown(of_record(record)))


def test_the_minutes_are_those_of_the_same_steps_taken_on_the_screen(running, clock):
    transcript(running, clock, SCRIPT)
    kept = running.recorder
    assert kept is not None
    screen = Controller(
        running.session,
        clock,
        running.times,
        events=running.meeting.events,
        gathering=running.gathering,
    )
    moment = clock.now()
    assert kept.minutes() == minutes(kept.header, screen.meeting, moment.at, moment.wall)
