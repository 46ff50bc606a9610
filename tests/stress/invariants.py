"""What is true of a meeting and its screen at any instant, however it got there."""

from __future__ import annotations

import time
from typing import Any

from textual.app import App

from homeroom_tui.controller import Controller
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import Ending, Present, Verdict, View
from homeroom_tui.storage.replay import replay
from tests.stress.fuzz import CONTROL
from tests.stress.outcome import must

NOT_QUITE = 30
"""Seconds too much that are still called no time in hand."""

PATIENCE = 20.0
"""Real seconds that the disk may take for the last line of a journal."""


def screen_holds(app: App[Any]) -> None:
    """That the screen fills its terminal and no more, and sends nothing but text."""
    strips = app.screen._compositor.render_strips()
    width, height = app.size
    must(len(strips) == height, f"{len(strips)} lines on a screen of {width}x{height}")
    for number, strip in enumerate(strips):
        must(strip.cell_length == width, f"line {number} has {strip.cell_length} cells of {width}")
        must(not CONTROL.search(strip.text), f"line {number} has a control character")


def meeting_holds(running: Controller) -> None:
    """That the view agrees with itself, and is the same when it is asked for again."""
    seen = running.view()
    must(seen == running.view(), "two views of one instant differ")
    _agenda(seen)
    _time(seen)
    _ending(seen.ending, seen)
    if seen.present is not None:
        _present(seen.present, seen)
    steps = running.last_steps()
    must(bool(steps) <= running.can_undo(), "there are steps, and nothing to undo")


def _agenda(seen: View) -> None:
    ids = [line.id for line in seen.blocks]
    must(len(set(ids)) == len(ids), f"blocks with the same id: {ids}")
    must([line.number for line in seen.blocks] == list(range(1, len(ids) + 1)), "numbers of blocks")
    present = [line for line in seen.blocks if line.standing is Standing.PRESENT]
    must(len(present) == (seen.present is not None), f"{len(present)} present blocks")
    for line in seen.blocks:
        must(line.elapsed >= 0 and (line.target or 0) >= 0, f"less than no time: {line}")
        most = line.range.max
        must(most is None or line.range.min <= most, f"upside down: {line.range}")
        coming = line.standing is Standing.TO_COME and seen.playback is not Playback.FINISHED
        must((line.begins is not None) == coming, f"a beginning or none: {line}")
    starts = [line.begins for line in seen.blocks if line.begins is not None]
    must(all(at >= seen.now - 1 for at in starts), "a block to come began before now")


def _time(seen: View) -> None:
    must(seen.gone >= 0 and seen.paused >= 0 and seen.pausing >= 0, "time runs backwards")
    must(seen.pausing <= seen.paused, "the present pause is longer than all of them")
    if seen.hard_end is not None and seen.left is not None:
        must(abs(seen.left - (seen.hard_end - seen.at)) <= 1, "left is not until the hard end")
    must((seen.left is None) == (seen.hard_end is None), "left without a hard end")
    must((seen.playback is Playback.READY) == (seen.started is None), "started, or ready")
    must((seen.playback is Playback.FINISHED) == (seen.finished is not None), "finished, or not")
    must(all(segment.seconds > 0 for segment in seen.segments), "a stretch of no time")
    if seen.started is not None:
        spent = sum(line.elapsed for line in seen.blocks)
        must(spent + seen.paused <= seen.gone + 1, f"{spent} + {seen.paused} of {seen.gone} s")


def spent_adds_up(running: Controller) -> None:
    """That the blocks and the pauses make up the time gone, where no block was taken away."""
    seen = running.view()
    if seen.started is not None:
        whole = sum(line.elapsed for line in seen.blocks) + seen.paused
        missing = seen.gone - whole
        must(-1 <= missing <= len(seen.blocks) + 2, f"{missing} s of {seen.gone} are nowhere")


def _present(here: Present, seen: View) -> None:
    bounds, target = here.bounds, here.target
    must(here.elapsed >= 0, "the present block has less than no time")
    must((here.remaining is None) == (target is None), "remaining without a target")
    if target is not None:
        must(here.remaining == target - here.elapsed, "remaining is not target less elapsed")
        must(bounds.min <= target, f"the target {target} is below {bounds}")
        must(bounds.max is None or target <= bounds.max, f"the target {target} is above {bounds}")
    if seen.playback is not Playback.FINISHED:
        must(here.line.standing is Standing.PRESENT, "the present block is not the present one")


def _ending(end: Ending, seen: View) -> None:
    slack = end.slack
    must((end.verdict is Verdict.OPEN) == (slack is None), f"{end.verdict} with {slack}")
    if slack is None:
        must(end.hard is None, "a hard end of which nothing is said")
        return
    must(end.too_much == max(-slack, 0), "too much is not what is missing")
    finished = seen.playback is Playback.FINISHED
    match end.verdict:
        case Verdict.IN_HAND:
            must(slack > 0 or (finished and slack >= 0), f"{slack} s are in hand")
        case Verdict.NO_TIME_IN_HAND:
            must(-NOT_QUITE <= slack <= 0, f"{slack} s are no time in hand")
        case Verdict.TOO_MUCH:
            must(slack < -NOT_QUITE, f"{slack} s are too much")
        case Verdict.PAST_THE_END:
            must(end.past >= 0 and slack <= 0, f"past the end with {slack}")
    if end.hard is not None and slack >= 0 and not finished:
        must(
            end.expected <= end.hard + 1, f"{slack} in hand, and late by {end.expected - end.hard}"
        )


def journal_holds(running: Controller) -> bool:
    """That the journal on disk leads to the state of the running meeting; False: it has none."""
    kept = running.recorder
    if kept is None or not running.meeting.events:
        return False
    must(kept.journal.trouble is None, f"trouble: {kept.journal.trouble}")
    end = time.perf_counter() + PATIENCE
    while not kept.journal.path.exists() or _behind(running):
        must(time.perf_counter() < end, "the journal has not all events")
        time.sleep(0.002)
    record = replay(kept.journal.path)
    must(record.left_out == 0, f"{record.left_out} lines of the journal make no sense")
    must(record.meeting.events == running.meeting.events, "the journal has other events")
    now = running.clock.now().at
    must(record.meeting.state(now) == running.meeting.state(now), "the journal leads elsewhere")
    return True


def _behind(running: Controller) -> bool:
    assert running.recorder is not None
    data = running.recorder.journal.path.read_bytes()
    return data.count(b'"line":"event"') < len(running.meeting.events)
