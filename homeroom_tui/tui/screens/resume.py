"""Ask whether to continue a meeting that stopped, and whether the time away counts."""

from __future__ import annotations

from homeroom_tui import wording as words
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import View, view
from homeroom_tui.storage.archive import Resumable
from homeroom_tui.storage.replay import Recording
from homeroom_tui.tui.meeting_store import Answer
from homeroom_tui.tui.screens.base import Choice
from homeroom_tui.tui.screens.panels import QuestionScreen
from homeroom_tui.tui.text import plain_title

IN_USE = (
    Choice(Answer.ANOTHER, "Leave it there and go on without it", "m"),
    Choice(Answer.LEAVE, "Quit here", "x"),
)


REOPEN = (
    Choice(Answer.REOPEN, "Open it again: the time since then counts as a pause", "o"),
    Choice(Answer.ANOTHER, "Leave it as it is", "l"),
)


class ResumeScreen(QuestionScreen):
    """Says which meeting stopped, where and when, and what each answer leads to at this second."""

    def __init__(self, found: Resumable) -> None:
        self._found = found
        self._clock = self.homeroom.clock
        self._times = self.homeroom.times()
        name = found.record.name
        if found.in_use:
            question = f"{name} is already running in another window"
            super().__init__(question, "It can only be continued there.", IN_USE)
        elif found.finished:
            super().__init__(f"Open {name} again?", self._where(), REOPEN)
        else:
            super().__init__(f"Go on with {name}?", self._where(), self._answers())

    def _where(self) -> str:
        record = self._found.record
        if record.finished is not None:
            ago = words.span(max(self._clock.now().utc - record.finished, 0))
            return f"It finished at {self._times(record.finished)}, {ago} ago."
        block = self._found.block
        blocks = record.state.blocks
        number = 1 + [each.block is block for each in blocks].index(True)
        ago = words.span(max(self._clock.now().utc - record.stopped, 0))
        return (
            f"It stopped at {self._times(record.stopped)}, {ago} ago, "
            f"in block {number} of {len(blocks)}:\n{plain_title(block.title)}"
        )

    def _answers(self) -> tuple[Choice, ...]:
        record, now = self._found.record, self._clock.now().utc
        others = [Choice(Answer.PUT_AWAY, "Set aside: don't ask again (stays in history)", "a")]
        if not record.is_meeting:
            label = "Delete: nothing was noted in its first minute"
            others.append(Choice(Answer.DELETE, label, "d"))
        if record.state.playback is Playback.PAUSED:
            return Choice(Answer.COUNTING, "Continue: it stays paused", "g"), *others
        counted, paused = (_at(record, utc) for utc in (now, record.stopped))
        said = _standing(counted)
        if counted.present and paused.present and counted.present.line.id != paused.present.line.id:
            said += f" in “{words.short(counted.present.line.block.title)}”"
        return (
            Choice(Answer.COUNTING, f"Continue, counting the time away: {said}", "c"),
            Choice(Answer.PAUSED, f"Continue as if paused: {_standing(paused)}", "p"),
            *others,
        )

    def tick(self) -> None:
        if not self._found.in_use:
            if not self._found.finished:
                self._choices = self._answers()
                self.show()
            self.tell(self._where())

    def seconds_until_due(self) -> float | None:
        return None if self._found.in_use else 1.0


def _at(record: Recording, utc: float) -> View:
    at = record.instant(utc)
    return view(record.meeting.state(at), Moment(at, utc))


def _standing(seen: View) -> str:
    """`6:53 left`, `1:10 over`; the meeting may have ended by itself meanwhile."""
    if seen.present is None:
        return "it is over"
    if seen.present.remaining is None:
        return f"{words.span(seen.present.elapsed)} elapsed"
    left = seen.present.remaining
    return f"{words.span(left)} left" if left >= 0 else f"{words.span(-left)} over"
