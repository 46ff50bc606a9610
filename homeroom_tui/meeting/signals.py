"""Find the signals that are due, for blocks, turns and the end of the meeting; each only once."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.meeting.state import Phase, Playback
from homeroom_tui.meeting.view import Present, View

SOON = 5 * MINUTE
"""Seconds before the hard end at which it is announced."""


class Signal(Enum):
    """The signals, mildest first."""

    CLOSING = "closing"
    OVER = "over"
    OVERTIME = "overtime"
    TURN = "turn over its share"
    TIMER = "small timer"
    COME_BACK = "come back"
    END_SOON = "hard end soon"
    END = "hard end"


REACHED = {
    Phase.CLOSING: (Signal.CLOSING,),
    Phase.OVER: (Signal.CLOSING, Signal.OVER),
    Phase.OVERTIME: (Signal.CLOSING, Signal.OVER, Signal.OVERTIME),
}

Key = tuple[Signal, object, object]


class Signaller:
    """Remember the signals that were given, so that none is given twice.

    A new target re-arms the signals of a block, a new hard end those of the end; undo, pause and
    resume do not.
    """

    def __init__(self) -> None:
        self._given: set[Key] = set()

    def due(self, view: View, warn: Sequence[int] | None = None) -> list[Signal]:
        """Return the signals to give now: the strongest new one of turn, block and end each.

        `warn` is how long before a target, and before the hard end, they are announced, in seconds;
        None: in the phase that closes a block, and `SOON` before the end. A block may say its own.
        """
        reached = _reached(view, warn)
        new = [key for key in reached if key not in self._given]
        self._given.update(reached)
        signals = [signal for signal, _, _ in new]
        of_end = [s for s in signals if s in (Signal.END_SOON, Signal.END)]
        of_people = [s for s in signals if s in (Signal.TURN, Signal.TIMER, Signal.COME_BACK)]
        of_block = [s for s in signals if s not in (*of_people, *of_end)]
        return of_people[-1:] + of_block[-1:] + of_end[-1:]


def _reached(view: View, warn: Sequence[int] | None) -> list[Key]:
    if view.playback is not Playback.RUNNING and view.playback is not Playback.PAUSED:
        return []
    keys: list[Key] = []
    if (here := view.present) is not None:
        signals = REACHED.get(here.phase, ())
        if here.bounds.fixed:  # over and overtime are one
            signals = tuple(s for s in signals if s is not Signal.OVERTIME)
        own = here.line.block.warn
        leads = warn if own is None else own
        if leads is not None:
            signals = tuple(s for s in signals if s is not Signal.CLOSING)
            near = [(here.target, lead) for lead in _near(here, leads)]
            keys += [(Signal.CLOSING, here.line.id, each) for each in near]
        keys += [(signal, here.line.id, here.target) for signal in signals]
        turn = view.round
        if turn is not None and turn.remaining is not None and turn.remaining <= 0:
            keys.append((Signal.TURN, here.line.id, turn.number))
        if here.timer is not None and here.timer.left(here.elapsed) <= 0:
            keys.append((Signal.TIMER, here.line.id, here.timer.number))
        over = view.moved_on
        if over is not None and view.at - over < MINUTE and here.line.block.advance != "auto":
            keys.append((Signal.COME_BACK, over, None))
    if view.left is not None and view.started is not None:
        for lead in (SOON,) if warn is None else warn:
            if view.left <= lead < view.gone + view.left:  # not in a meeting that is shorter
                keys.append((Signal.END_SOON, view.hard_end, lead))
        if view.left <= 0:
            keys.append((Signal.END, view.hard_end, None))
    return keys


def _near(here: Present, leads: Sequence[int]) -> list[int]:
    """Those times before the target that have come, in a block that is longer than them."""
    if here.target is None or here.remaining is None:
        return []
    return [lead for lead in leads if here.remaining <= lead < here.target]
