"""What a signal says: one calm sentence each."""

from __future__ import annotations

from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.view import View
from homeroom_tui.wording import TimeOfDay, short


def sentence(signal: Signal, view: View, clock: TimeOfDay) -> str:
    """The sentence for a signal that is given with this view."""
    match signal:
        case Signal.CLOSING:
            return "This block is nearly over."
        case Signal.OVER:
            return "This block has had its time."
        case Signal.OVERTIME:
            return "This block is past its maximum."
        case Signal.TURN:
            name = "" if view.round is None else short(view.round.name, 24)
            return f"{name} has had their share."
        case Signal.COME_BACK:
            title = "" if view.present is None else short(view.present.line.block.title)
            return f"Time to come back: “{title}” begins."
        case Signal.END_SOON:
            return "The meeting is nearly over."
        case Signal.END:
            end = view.ending.hard
            return "The meeting should be over" + ("." if end is None else f": {clock(end)}.")
