"""Plain mode reports changes by itself, and otherwise at most a line a minute."""

from __future__ import annotations

import os
import threading
from datetime import UTC, date, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import REST, Block, Group, Series, Session, TimeRange
from homeroom_tui.alerts import Alert
from homeroom_tui.cli.plain import beyond_the_text
from homeroom_tui.config import Config
from homeroom_tui.controller import new_meeting
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.plain.conversation import Conversation
from homeroom_tui.wording import TimeOfDay
from tests.plain.scripted import HandClock, running_of, transcript

POM = Session(
    "A week",
    1200,
    blocks=(
        Block("Share", TimeRange(300, 300)),
        Block("Pom", TimeRange(300, 300), advance="auto"),
        Block("Rest", REST),
    ),
)


def by_itself(running, clock, script):
    """The lines after the last that was typed."""
    lines = transcript(running, clock, script).splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("> "))
    return lines[last + 1 :]


def test_a_break_that_ends_by_itself_is_told(clock):
    lines = by_itself(running_of(POM, clock), clock, "p\nn\n... 5 min\n... 1 s")
    assert lines[-3].startswith("14:05 Block 3 of 3: Rest.")
    assert lines[-2] == "14:05 Time to come back: “Rest” begins."


def test_an_open_block_tells_what_is_gone(clock):
    session = Session("Open", None, blocks=(Block("Rest", REST),))
    lines = by_itself(running_of(session, clock), clock, "p\n... 2 min")
    assert lines[1:3] == ["14:01 1:00 elapsed; no hard end.", "14:02 2:00 elapsed; no hard end."]


def test_a_draft_runs_as_one_block(clock):
    lines = transcript(running_of(Session("Week 5", 3600, 5), clock), clock, "p").splitlines()
    assert lines[0] == "Week 5: Week 5, 60 min."
    assert "14:00 Block 1 of 1: Week 5. 60 min." in "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 200), max_size=60))
def test_at_most_one_line_a_minute_without_changes(waits):
    clock = HandClock()
    written: list[tuple[float, str]] = []
    alerts: list[Alert] = []
    conversation = Conversation(
        running_of(POM, clock), lambda line: written.append((clock.at, line)), alerts.append
    )
    conversation.telling.open()
    conversation.take("p")
    written.clear()
    for wait in waits:
        clock.move(wait)
        conversation.telling.tick()
    quiet = [at for at, line in written if "left of" in line or "maximum" in line]
    assert all(later - earlier >= 59 for earlier, later in pairwise(quiet))


def test_each_signal_is_passed_on_once(clock):
    alerts: list[Alert] = []
    written: list[str] = []
    conversation = Conversation(running_of(POM, clock), written.append, alerts.append)
    conversation.take("p")
    for _ in range(400):
        clock.move(1)
        conversation.telling.tick()
    assert [alert.signal for alert in alerts] == [Signal.CLOSING, Signal.OVER]
    assert alerts[0].variables()["HOMEROOM_BLOCK"] == "Share"


def test_time_away_is_told_and_u_gives_it_back(clock):
    written: list[str] = []
    conversation = Conversation(running_of(POM, clock), written.append)
    conversation.telling.open()
    conversation.take("p")
    clock.move(1)
    conversation.telling.tick()
    clock.move(120)
    conversation.telling.tick()
    assert "14:02 Away 2 min, counted; u takes it out." in written
    written.clear()
    conversation.take("u")
    assert written[0].startswith("14:02 Taken out: 2 min.")
    assert conversation.controller.view().present.elapsed == 1


@pytest.mark.parametrize(("speed", "starts"), [(1, True), (60, False)])
def test_a_meeting_begins_by_itself_at_its_time(speed, starts):
    clock = HandClock(at=-600, speed=speed)
    group = Group(time=time(14), zone="UTC", first_meeting=date(2026, 11, 25), start="auto")
    running = new_meeting(POM, Series(), group, clock, TimeOfDay(24, UTC))
    written: list[str] = []
    conversation = Conversation(running, written.append)
    conversation.telling.open()
    for _ in range(601):
        clock.move(1)
        conversation.telling.tick()
    assert ("14:00 Block 1 of 3: Share" in "\n".join(written)) is starts


@pytest.mark.skipif(os.name != "posix", reason="players are found on the path")
def test_a_chime_is_played_where_it_is_chosen(clock, tmp_path, monkeypatch):
    player = tmp_path / "paplay"
    player.write_text('#!/bin/sh\necho played >> "${0%/*}/heard"\n')
    player.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    alert = beyond_the_text(Config(sound="chime"))
    conversation = Conversation(running_of(POM, clock), lambda line: None, alert)
    conversation.take("p")
    clock.move(301)
    conversation.telling.tick()
    for thread in threading.enumerate():
        if thread.name == "chime":
            thread.join(30)
    assert (tmp_path / "heard").read_text() == "played\n"


def test_a_rehearsal_says_so_and_passes_nothing_on():
    clock = HandClock(speed=60)
    alerts: list[Alert] = []
    written: list[str] = []
    conversation = Conversation(running_of(POM, clock), written.append, alerts.append)
    conversation.telling.open()
    conversation.take("p")
    clock.move(600)
    conversation.telling.tick()
    conversation.take("q")
    assert written[0] == "REHEARSAL ×60: nothing is saved."
    assert written[-1] == "Rehearsal: nothing is saved."
    assert alerts == []
