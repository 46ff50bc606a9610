"""Report a meeting in plain mode: a line for each change, and at most one a minute otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.alerts import Alert
from homeroom_tui.commands import plain_name
from homeroom_tui.controller import Controller
from homeroom_tui.escaping import visible
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import View
from homeroom_tui.plain import sentences
from homeroom_tui.wording import capital

READY = "Nothing counts yet: p starts the meeting, ? lists the commands."
NOTHING_KEPT = "Rehearsal: nothing is saved."
KEPT = "reopen goes on with it, q leaves; homeroom minutes prints the minutes."


class Telling:
    """The lines that report one meeting.

    `write` is given each line, without its end: text and nothing else. `alert` is told of each
    signal, and `shown` of each view that was looked at. Nothing here waits: `tick` is to be called
    when `seconds_until_due` have passed.
    """

    def __init__(
        self,
        controller: Controller,
        write: Callable[[str], None],
        alert: Callable[[Alert], object],
        shown: Callable[[View], object] = lambda view: None,
    ) -> None:
        self.controller = controller
        self.write = write
        self._alert = alert
        self._shown = shown
        self._seen = controller.view()
        self._spoke = self._seen.at
        self._verdict = self._seen.ending.verdict
        self._minute: object = None
        self._due: float | None = None

    def open(self) -> None:
        """Say what there is to know before the first command."""
        if self.controller.rehearsal:
            self.write(f"REHEARSAL ×{self.controller.clock.speed:g}: nothing is saved.")
        view = self._seen
        if view.playback is Playback.READY:
            self._lobby(view)
        else:
            self.write(next(sentences.opening(self.controller.session, self.controller.base_url)))
            self._tell_block(view)
            if self.controller.away is not None:
                self.tell(f"{capital(words.noticed(self.controller.away, plain_name))}.")
            self.tell(sentences.stand(view, self.controller.session, self.controller.times))
            if view.finished is not None:
                self.write(KEPT)

    def tick(self) -> None:
        """Say what is not as it was when something was last said."""
        self._look_for_time_away()
        self.controller.start_when_due()
        before, view = self._seen, self.controller.view()
        self._seen, self._due = view, view.due
        self._shown(view)
        self._tell_changes(before, view)
        if view.present is not None:
            self._tell_signals(view)
            self._tell_verdict(view)
            self._tell_minute(view)

    def seconds_until_due(self) -> float | None:
        """Real seconds until something may have to be said; None: nothing by itself."""
        if self._seen.due is None:
            return None
        return max(self.controller.seconds_until(self._seen.due), 0.0)

    def tell(self, text: str, *, view: View | None = None) -> None:
        """Say something that happened, after the time of day."""
        view = view or self._seen
        self._spoke, self._verdict = view.at, view.ending.verdict
        self.write(f"{self.controller.times(view.now)} {text}")

    def write_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def _tell_changes(self, before: View, view: View) -> None:
        if view.playback is not before.playback:
            match view.playback:
                case Playback.READY:
                    self._lobby(view)
                case Playback.FINISHED:
                    self._finished(view)
                case Playback.PAUSED:
                    assert view.present is not None
                    self.tell(f"Paused. {sentences.left(view.present)}.")
                case Playback.RUNNING if before.playback is Playback.PAUSED:
                    assert view.present is not None
                    self.tell(f"Resumed. {sentences.left(view.present)}.")
        if _block(view) != _block(before) or (view.present and before.finished):
            self._tell_block(view, started=before.playback is Playback.READY)
        speaks = _speaker(view)
        if speaks != _speaker(before) and view.round is not None:
            self.tell(sentences.turn(view.round))

    def _lobby(self, view: View) -> None:
        self.write_all(sentences.opening(self.controller.session, self.controller.base_url))
        self.write_all(sentences.agenda(view, self.controller.times))
        if view.people:
            self.write(sentences.people(view))
        if items := self.controller.carried():
            self.write("Still open from earlier meetings:")
            self.write_all(sentences.carried(items))
        self.tell(sentences.outlook(view, self.controller.session, self.controller.times))
        self.write(READY)

    def _tell_block(self, view: View, *, started: bool = False) -> None:
        if view.present is None:
            return
        times, hard = self.controller.times, view.ending.hard
        until = "" if hard is None or not started else f" Until {times(hard)}."
        self.tell(sentences.block(view.present, view, times) + until)
        here = view.present.line.block
        self.write_all(sentences.within(here, self.controller.base_url))
        if here.show == "norms":
            self.write_all(sentences.norms(self.controller.norms))
        self._minute = _minute(view)

    def _finished(self, view: View) -> None:
        first, *lines = sentences.finished(view, self.controller.times)
        self.tell(first)
        self.write_all(lines)
        self.write(NOTHING_KEPT if self.controller.recorder is None else KEPT)

    def _tell_signals(self, view: View) -> None:
        if signals := self.controller.signals(view):
            text = " ".join(words.signal(one, view, self.controller.times) for one in signals)
            self.tell(visible(text))
            if not self.controller.rehearsal:
                title = self.controller.session.title
                self._alert(Alert(signals[-1], text, title, view))
            self._minute = _minute(view)

    def _tell_verdict(self, view: View) -> None:
        if view.ending.verdict is not self._verdict and view.at - self._spoke >= MINUTE:
            self.tell(f"{capital(sentences.ending(view, self.controller.times))}.")
            self._minute = _minute(view)

    def _tell_minute(self, view: View) -> None:
        minute = _minute(view)
        if minute != self._minute:
            self._minute = minute
            if view.at - self._spoke >= MINUTE:
                self.tell(sentences.minute(view))

    def _look_for_time_away(self) -> None:
        for found in self.controller.notice(self._due):
            self.tell(f"{capital(words.noticed(found, plain_name))}.", view=self.controller.view())

    def confirm(self, before: View, step: str) -> None:
        """Say a step that was taken and what it led to, unless the change is told anyway."""
        view = self.controller.view()
        if _told(view) != _told(before):
            return
        if view.present is None:
            after = sentences.outlook(view, self.controller.session, self.controller.times)
        else:
            about = f"{sentences.left(view.present)}; "
            after = f"{capital(about + sentences.ending(view, self.controller.times))}."
        known = {line.id for line in before.blocks}
        new = next((f" as block {line.number}" for line in view.blocks if line.id not in known), "")
        self.tell(f"{capital(visible(step))}{new}. {after}", view=view)


def _block(view: View) -> str | None:
    return None if view.present is None else view.present.line.id


def _speaker(view: View) -> object:
    return None if view.round is None else (view.round.speaker, view.round.number)


def _told(view: View) -> object:
    """Return what is told whenever it changes."""
    return view.playback, _block(view), _speaker(view)


def _minute(view: View) -> object:
    """Return what changes with each minute that should be heard."""
    here = view.present
    if here is None:
        return None
    if view.playback is Playback.PAUSED:
        return "paused", view.pausing // MINUTE
    counted = here.elapsed if here.remaining is None else -here.remaining
    return here.line.id, counted // MINUTE
