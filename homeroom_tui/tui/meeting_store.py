"""Record meetings from the lobby onwards and resume unfinished ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from homeroom_tui.agenda.lengths import date_text

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry
    from homeroom_tui.agenda.model import Session
    from homeroom_tui.controller import Controller
    from homeroom_tui.storage.archive import Archive, Offer, Resumable
    from homeroom_tui.storage.replay import Recording
    from homeroom_tui.tui.app import HomeroomApp

Severity = Literal["information", "warning", "error"]

RESUMABLE = "The meeting is saved. Within twelve hours it can be resumed: homeroom resume"


class Answer(StrEnum):
    """The answer to an offer to continue a meeting; None: decide later."""

    COUNTING = "counting"
    PAUSED = "paused"
    REOPEN = "reopen"
    DELETE = "delete"
    PUT_AWAY = "put away"
    ANOTHER = "another"
    LEAVE = "leave"


class MeetingStore:
    """Keeps meetings in `archive` and the group's norms in `norms_file`, where there are these.

    `archive` may be a path: it is opened on first use, to keep start-up fast. `asked` is whether
    an unfinished meeting was offered already.
    """

    def __init__(
        self, app: HomeroomApp, archive: Archive | Path | None, norms_file: Path | None
    ) -> None:
        self._archive = archive
        self.asked = False
        self._app = app
        self._norms_file = norms_file
        self._controller: Controller | None = None
        self._told: set[str] = set()
        self._last_words = ""

    @cached_property
    def archive(self) -> Archive | None:
        """The meetings that are kept."""
        if not isinstance(self._archive, Path):
            return self._archive
        from homeroom_tui.storage.archive import Archive

        return Archive(self._archive)

    @property
    def keeps(self) -> bool:
        """Return whether there is an archive."""
        return self._archive is not None

    def record(self, controller: Controller, entry: Entry) -> None:
        """Keep a meeting of this session from here on; a rehearsal is not kept."""
        if self.archive is not None and not controller.rehearsal:
            library = self._app.library
            series, group = library.series(), library.group()
            controller.record(self.archive, entry, self._warn, series=series, group=group)

    def show(self, controller: Controller, entry: Entry | None) -> None:
        """Show a meeting with the user's settings and norms, and follow its file, if it has one."""
        app = self._app
        self._controller = controller
        controller.bell, controller.warn = app.settings.bell, app.settings.warn
        if self._norms_file is not None:
            from homeroom_tui.storage.norms import NormsFile

            controller.use_norms(NormsFile(self._norms_file, self._warn))
        if entry is not None:
            app.follow_file(controller, entry)
        app.show_meeting(controller.state().playback, controller)

    def leave(self) -> None:
        """The meeting is left: have all of it on disk, and let go of it."""
        controller, self._controller = self._controller, None
        if controller is None or controller.recorder is None:
            return
        from homeroom_tui.meeting.state import Playback

        controller.keep_norms()
        journal = controller.recorder.journal
        under_way = controller.state().playback in (Playback.RUNNING, Playback.PAUSED)
        if not journal.close():
            self._last_words = journal.trouble or ""
        elif under_way:
            self._last_words = RESUMABLE
        else:
            self._last_words = ""

    def last_words(self) -> str:
        """Return what to say of the meeting when the screens are gone, whatever ended them."""
        self.leave()
        return self._last_words

    # Going on with a meeting

    def resumable(self) -> Offer | None:
        """The meetings that can be gone on with; what could not be read is said."""
        if self.archive is None:
            return None
        offer = self.archive.resumable(self._app.clock.now().utc)
        for sentence in offer.messages:
            if sentence not in self._told:
                self._told.add(sentence)
                self._warn(sentence)
        return offer

    def records(self) -> Sequence[Recording]:
        """The meetings that are kept, newest first."""
        return () if self.archive is None else self.archive.meetings().records

    def ask(self, offers: Sequence[Resumable], then: Callable[[], None] = lambda: None) -> None:
        """Offer to go on with one of these meetings after the other; `then` if none was taken."""
        self.asked = True
        if not offers:
            then()
            return
        first, *others = offers

        def answered(answer: str | None) -> None:
            if answer in (Answer.COUNTING, Answer.PAUSED, Answer.REOPEN):
                counting, reopen = answer == Answer.COUNTING, answer == Answer.REOPEN
                self.resume(first.record, counting=counting, reopen=reopen)
            elif answer == Answer.DELETE:
                self.ask_to_delete(first.record, lambda: self.ask(others, then))
            elif answer == Answer.PUT_AWAY:
                self._put_away(first.record)
                self.ask(others, then)
            elif answer == Answer.ANOTHER:
                self.ask(others, then)
            elif answer == Answer.LEAVE:
                self._app.exit()
            else:
                then()

        self._app.offer_to_resume(first, answered)

    def as_left(
        self, entry: Entry, session: Session, here: Sequence[str] | None
    ) -> Controller | None:
        """Go on with the lobby of a session as it was left, if it was, with those `here`."""
        app = self._app
        if self.archive is None:
            return None
        from homeroom_tui.controller import as_left

        return as_left(self.archive, entry, session, app.clock, app.times(), app.say, here)

    def resume(self, record: Recording, *, counting: bool, reopen: bool = False) -> None:
        """Go on with a meeting on the screen, or say why not; `reopen` one that is finished."""
        from homeroom_tui.controller import resume
        from homeroom_tui.meeting.state import Playback
        from homeroom_tui.storage.archive import MeetingInUse
        from homeroom_tui.storage.replay import UnreadableJournal

        assert self.archive is not None
        app = self._app
        try:
            controller = resume(
                record, self.archive, app.clock, app.times(), self._warn, counting=counting
            )
        except (MeetingInUse, UnreadableJournal) as error:
            self._warn(str(error))
        else:
            if reopen and controller.state().playback is Playback.FINISHED:
                controller.reopen()
            header = record.header
            self.show(controller, app.library.entry_of(header.library, header.name))

    def _put_away(self, record: Recording) -> None:
        from homeroom_tui.storage.archive import ArchiveError

        assert self.archive is not None
        try:
            self.archive.put_away(record, self._app.clock.now().utc)
        except ArchiveError as error:
            self._warn(str(error))

    def ask_to_delete(self, record: Recording, then: Callable[[], None]) -> None:
        """Delete what is no meeting, for good, if that is wanted; `then` if it was done."""
        from homeroom_tui.storage.archive import ArchiveError

        archive = self.archive
        assert archive is not None

        def delete() -> None:
            try:
                archive.delete(record, stray=True)
            except ArchiveError as error:
                self._warn(str(error))
            else:
                then()

        day = date_text(record.header.utc.astimezone(record.header.tz))
        text = f"{record.name}, {day}. What is noted in it is deleted too."
        self._app.confirm("Delete this for good?", delete, text=text)

    def _warn(self, sentence: str) -> None:
        self._app.say(sentence, "warning")
