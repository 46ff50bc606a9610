"""What a signal says: one calm sentence each."""

from __future__ import annotations

from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.view import View
from homeroom_tui.meeting.words import TimeOfDay, short, span


def sentence(signal: Signal, view: View, clock: TimeOfDay) -> str:
    """The sentence for a signal that is given with this view."""
    match signal:
        case Signal.CLOSING:
            left = view.present.remaining if view.present else None
            return f"{span(max(left or 0, 0))} left in this block."
        case Signal.OVER:
            return "This block has had its time."
        case Signal.OVERTIME:
            return "This block is past its maximum."
        case Signal.TURN:
            name = "" if view.round is None else short(view.round.name, 24)
            return f"{name} has had their share."
        case Signal.END_SOON:
            return f"{span(max(view.left or 0, 0))} left of the meeting."
        case Signal.END:
            end = view.ending.hard
            return "The meeting should be over" + ("." if end is None else f": {clock(end)}.")
