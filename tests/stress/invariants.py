"""Assertions that hold for a meeting and its screen at any instant, however it got there."""

from __future__ import annotations

import time
from typing import Any

from textual.app import App

from homeroom_tui.controller import Controller
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import Ending, Present, Verdict, View
from homeroom_tui.storage.replay import replay
from tests.stress.fuzz import CONTROL

NOT_QUITE = 30
"""Seconds too much that are still called no time in hand."""

PATIENCE = 20.0
"""Real seconds that the disk may take for the last line of a journal."""


def screen_holds(app: App[Any]) -> None:
    """That the screen fills its terminal and no more, and sends nothing but text."""
    strips = app.screen._compositor.render_strips()
    width, height = app.size
    assert len(strips) == height, f"{len(strips)} lines on a screen of {width}x{height}"
    for number, strip in enumerate(strips):
        assert strip.cell_length == width, f"line {number} has {strip.cell_length} cells of {width}"
        assert not CONTROL.search(strip.text), f"line {number} has a control character"


def meeting_holds(meeting: Controller) -> None:
    """That the view agrees with itself, and is the same when it is asked for again."""
    seen = meeting.view()
    assert seen == meeting.view(), "two views of one instant differ"
    _agenda(seen)
    _time(seen)
    _ending(seen.ending, seen)
    if seen.present is not None:
        _present(seen.present, seen)
    steps = meeting.last_steps()
    assert bool(steps) <= meeting.can_undo(), "there are steps, and nothing to undo"


def _agenda(seen: View) -> None:
    ids = [line.id for line in seen.blocks]
    assert len(set(ids)) == len(ids), f"blocks with the same id: {ids}"
    assert [line.number for line in seen.blocks] == list(range(1, len(ids) + 1)), (
        "numbers of blocks"
    )
    present = [line for line in seen.blocks if line.standing is Standing.PRESENT]
    assert len(present) == (seen.present is not None), f"{len(present)} present blocks"
    for line in seen.blocks:
        assert line.elapsed >= 0 and (line.target or 0) >= 0, f"less than no time: {line}"
        most = line.range.max
        assert most is None or line.range.min <= most, f"upside down: {line.range}"
        coming = line.standing is Standing.TO_COME and seen.playback is not Playback.FINISHED
        assert (line.begins is not None) == coming, f"a beginning or none: {line}"
    starts = [line.begins for line in seen.blocks if line.begins is not None]
    assert all(at >= seen.now - 1 for at in starts), "a block to come began before now"


def _time(seen: View) -> None:
    assert seen.gone >= 0 and seen.paused >= 0 and seen.pausing >= 0, "time runs backwards"
    assert seen.pausing <= seen.paused, "the present pause is longer than all of them"
    if seen.hard_end is not None and seen.left is not None:
        assert abs(seen.left - (seen.hard_end - seen.at)) <= 1, "left is not until the hard end"
    assert (seen.left is None) == (seen.hard_end is None), "left without a hard end"
    assert (seen.playback is Playback.READY) == (seen.started is None), "started, or ready"
    assert (seen.playback is Playback.FINISHED) == (seen.finished is not None), "finished, or not"
    assert all(segment.seconds > 0 for segment in seen.segments), "a stretch of no time"
    if seen.started is not None:
        spent = sum(line.elapsed for line in seen.blocks)
        assert spent + seen.paused <= seen.gone + 1, f"{spent} + {seen.paused} of {seen.gone} s"


def spent_adds_up(meeting: Controller) -> None:
    """That the blocks and the pauses make up the time gone, where no block was taken away."""
    seen = meeting.view()
    if seen.started is not None:
        whole = sum(line.elapsed for line in seen.blocks) + seen.paused
        missing = seen.gone - whole
        assert -1 <= missing <= len(seen.blocks) + 2, f"{missing} s of {seen.gone} are nowhere"


def _present(here: Present, seen: View) -> None:
    bounds, target = here.bounds, here.target
    assert here.elapsed >= 0, "the present block has less than no time"
    assert (here.remaining is None) == (target is None), "remaining without a target"
    if target is not None:
        assert here.remaining == target - here.elapsed, "remaining is not target less elapsed"
        assert bounds.min <= target, f"the target {target} is below {bounds}"
        assert bounds.max is None or target <= bounds.max, f"the target {target} is above {bounds}"
    if seen.playback is not Playback.FINISHED:
        assert here.line.standing is Standing.PRESENT, "the present block is not the present one"


def _ending(end: Ending, seen: View) -> None:
    slack = end.slack
    assert (end.verdict is Verdict.OPEN) == (slack is None), f"{end.verdict} with {slack}"
    if slack is None:
        assert end.hard is None, "a hard end of which nothing is said"
        return
    assert end.too_much == max(-slack, 0), "too much is not what is missing"
    finished = seen.playback is Playback.FINISHED
    match end.verdict:
        case Verdict.IN_HAND:
            assert slack > 0 or (finished and slack >= 0), f"{slack} s are in hand"
        case Verdict.NO_TIME_IN_HAND:
            assert -NOT_QUITE <= slack <= 0, f"{slack} s are no time in hand"
        case Verdict.TOO_MUCH:
            assert slack < -NOT_QUITE, f"{slack} s are too much"
        case Verdict.PAST_THE_END:
            assert end.past >= 0 and slack <= 0, f"past the end with {slack}"
    if end.hard is not None and slack >= 0 and not finished:
        assert end.expected <= end.hard + 1, (
            f"{slack} in hand, and late by {end.expected - end.hard}"
        )


def journal_holds(meeting: Controller) -> bool:
    """That the journal on disk leads to the state of the meeting meeting; False: it has none."""
    kept = meeting.recorder
    if kept is None or not meeting.meeting.events:
        return False
    assert kept.journal.trouble is None, f"trouble: {kept.journal.trouble}"
    end = time.perf_counter() + PATIENCE
    while not kept.journal.path.exists() or _behind(meeting):
        assert time.perf_counter() < end, "the journal has not all events"
        time.sleep(0.002)
    record = replay(kept.journal.path)
    assert record.left_out == 0, f"{record.left_out} lines of the journal make no sense"
    assert record.meeting.events == meeting.meeting.events, "the journal has other events"
    now = meeting.clock.now().at
    assert record.meeting.state(now) == meeting.meeting.state(now), "the journal leads elsewhere"
    return True


def _behind(meeting: Controller) -> bool:
    assert meeting.recorder is not None
    data = meeting.recorder.journal.path.read_bytes()
    return data.count(b'"line":"event"') < len(meeting.meeting.events)
