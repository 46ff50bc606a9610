"""Share a meeting: what followers may see of it is sent whenever it is shown. Take one over."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Protocol
from uuid import uuid4

from msgspec.structs import replace

from homeroom_tui import files, paths
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import Moment, on_grid
from homeroom_tui.meeting.view import view
from homeroom_tui.room.document import document
from homeroom_tui.room.envelope import RoomKeys, facilitator
from homeroom_tui.room.link import (
    Broker,
    Handover,
    Place,
    parse_handover,
    parse_link,
    parse_page,
)
from homeroom_tui.room.sharing import Sharing
from homeroom_tui.room.taking import Taking
from homeroom_tui.storage.archive import Archive, ArchiveError
from homeroom_tui.storage.journal_format import Taken
from homeroom_tui.storage.replay import Recording

JITTER = 0.05
"""Seconds by which the clocks may seem to be apart more or less than before."""


def this_computer() -> str:
    """The name of this computer, as others are told it."""
    return platform.node()[:100].encode(errors="replace").decode()


class FindPlace(Protocol):
    """Finds where to share, a meeting that was taken over at the broker of its link.

    Raises LinkError.
    """

    def __call__(self, *, taken: Broker | None = None) -> Place: ...


class SharedMeeting:
    """One meeting that is shared, until `stop`, or `leave` if it may go on later."""

    def __init__(
        self, controller: Controller, find: FindPlace, changed: Callable[[str], None]
    ) -> None:
        """`changed` is told, from another thread, what the trouble with the connection is now.

        Raises LinkError, Unreadable or CannotWrite.
        """
        recorder, taken = controller.recorder, controller.taken
        secret = files.secret(paths.room_secret())
        if taken is None:
            keys = RoomKeys.derive(
                secret, uuid4().hex if recorder is None else recorder.header.meeting
            )
            place = find()
        else:
            link = parse_handover(taken.link)
            keys = RoomKeys(link.seed, link.key)
            place = _where_it_was(taken, find(taken=link.broker))
        self.controller = controller
        self.sharing = Sharing(
            keys,
            place,
            now=lambda: controller.clock.now().utc,
            changed=lambda: changed(self.sharing.trouble),
            computer=facilitator(secret),
            by=this_computer(),
            taken=None if taken is None else taken.epoch,
            journal=None if recorder is None else recorder.journal.content,
            begun=taken is not None or bool(controller.meeting.events),
        )
        self.link = str(self.sharing.link)
        self._offset = -math.inf
        self.show()
        self.sharing.start()

    def show(self) -> None:
        """Let followers see the meeting as it is now."""
        controller, moment = self.controller, self._moment()
        seen = view(controller.meeting.state(moment.at), moment)
        self.sharing.show(document(seen, moment, controller.session, controller.base_url))

    def _moment(self) -> Moment:
        """The present moment. How far its two clocks are apart stays the same, unless one is set:
        they are never read at quite the same time, and what did not change is not sent again."""
        moment = self.controller.clock.now()
        offset = moment.utc - moment.at
        if abs(offset - self._offset) > JITTER:
            self._offset = on_grid(offset)
        return Moment(moment.at, moment.at + self._offset)

    def hand_over(self) -> Handover:
        """Let whoever gets this link take the meeting over, from now on."""
        self.sharing.hand_over()
        return self.sharing.handover

    def give_way(self) -> str:
        """Another computer took the meeting over: have that in the journal.

        Returns a sentence on where the journal is; empty where there is none.
        """
        recorder = self.controller.recorder
        if recorder is None or not recorder.journal.stays:
            return ""
        recorder.journal.taken_over(self.sharing.replaced_by, self.controller.clock.now())
        return f"What was said here is kept: {paths.in_words(recorder.journal.path)}"

    def stop(self) -> None:
        """Stop sharing, and take away what the broker keeps."""
        self._end(self.sharing.stop)

    def leave(self) -> None:
        """End the connection; followers keep what they see."""
        self._end(self.sharing.leave)

    def _end(self, end: Callable[[], None]) -> None:
        """Nobody waits for a slow broker; but the process does before it ends, some seconds."""
        Thread(target=end, name="end of sharing").start()


def _where_it_was(taken: Taken, place: Place) -> Place:
    """The place with what it lacks of that where the meeting was shared before."""
    cohort = place.cohort
    if cohort is None and taken.cohort:
        told = parse_link(taken.cohort, cohort=True)
        cohort = told if told.broker.host == place.broker.host else None
    page = place.page or (parse_page(taken.page) if taken.page.isprintable() and taken.page else "")
    return replace(place, page=page, cohort=cohort, group=taken.group or place.group)


def take(
    link: Handover,
    place: Place,
    archive: Archive,
    now: Callable[[], float],
    tell: Callable[[Recording, float, bool], object] = lambda record, seen, whole: None,
) -> Recording:
    """Take a meeting over: it is in the archive then, as one that can be gone on with.

    Waits some seconds. `tell` is told of what was fetched, the Unix time of the last sign of life,
    and whether it is all of it. Raises TakeError, UnreadableJournal, CannotWrite, Unreadable.
    """
    computer = facilitator(files.secret(paths.room_secret()))
    taking = Taking(link, place, now=now)
    try:
        head = taking.fetch()
        taken = Taken(str(link), 0, head.page, head.cohort, head.group)
        kept = archive.take_in(taking.found.content(), taken, taking.seen)
        try:
            epoch = taking.claim(computer, this_computer())
            taken = replace(taken, epoch=epoch)
            kept = archive.take_in(taking.found.content(), taken, taking.seen, kept)
        except BaseException:  # Ctrl+C too
            with suppress(ArchiveError):
                archive.delete(kept)
            raise
        archive.put_away_earlier(kept, now())
        tell(kept, taking.seen.utc, taking.found.complete)
        return kept
    finally:
        taking.stop()
