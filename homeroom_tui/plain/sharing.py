"""Sharing in plain mode: begun by an option or by a line that is typed, and ended by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from homeroom_tui import files
from homeroom_tui import wording as words
from homeroom_tui.controller import Controller

if TYPE_CHECKING:
    from homeroom_tui.sharing import FindPlace, SharedMeeting


class PlainSharing:
    """The shared meeting, if one is, and the link to it."""

    def __init__(
        self,
        controller: Controller,
        find: FindPlace,
        warn: Callable[[str], None],
        end: Callable[[], None] = lambda: None,
    ) -> None:
        """`warn` is told of the connection. `end` is called, from another thread, when another
        computer has taken the meeting over."""
        self._controller = controller
        self._find = find
        self._warn = warn
        self._end = end
        self._shared: SharedMeeting | None = None
        self._trouble: str | None = None
        self._heard: object = None

    def share(self) -> str:
        """Share the meeting from now on. Returns a sentence with its link, or why it can't be."""
        if self._controller.rehearsal:
            return "A rehearsal can't be shared: its clock runs ahead."
        try:
            from homeroom_tui.room.link import LinkError
            from homeroom_tui.sharing import SharedMeeting
        except ImportError:
            return "To share, install more libraries: pip install 'homeroom-tui[room]'"

        try:
            if self._shared is None:
                self._shared = SharedMeeting(self._controller, self._find, self._changed)
        except (LinkError, files.CannotWrite, files.Unreadable) as error:
            return str(error)
        return f"Everybody with this link can follow: {self._shared.link}"

    def hand_over(self) -> str:
        """Share the meeting, and let it be taken over. Returns a sentence with the link to do so,
        or why it can't be."""
        said = self.share()
        if self._shared is None:
            return said
        return (
            "Whoever has this link can facilitate this meeting, and read its notes:"
            f" {self._shared.hand_over()}"
        )

    def _changed(self, trouble: str) -> None:
        if self._shared is not None and self._shared.sharing.replaced:
            self._give_way(self._shared, trouble)
            return
        if trouble != self._trouble:
            self._trouble = trouble
            self._warn(f"Sharing: {trouble or 'connected.'}")
        said = None if self._shared is None else self._shared.sharing.said
        told = said and (said.text, said.at)
        if said is not None and told != self._heard:
            left = None if said.at is None else said.at - self._controller.clock.now().utc
            self._warn(f"{words.said('Cohort', said.text, left)} (type: answer)")
        self._heard = told

    def _give_way(self, shared: SharedMeeting, sentence: str) -> None:
        self._warn(f"{sentence} {shared.give_way()}".rstrip())
        self._warn(f"To take it back: homeroom take '{shared.sharing.handover}' --plain")
        self._end()

    def answer(self) -> str:
        """Answer what is said to the group from its cohort's board. Returns a sentence."""
        answer = None if self._shared is None else self._shared.sharing.answer()
        if answer is None:
            return "Nothing is said to the group."
        return f"Answered: {answer}." if answer else "The answer is taken back."

    def stop(self) -> str:
        """Stop sharing. Returns a sentence."""
        if self._shared is None:
            return "The meeting is not shared."
        self._shared.stop()
        self._shared = None
        return "The meeting is no longer shared."

    def show(self) -> None:
        """Let followers see the meeting as it is now, if it is shared."""
        if self._shared is not None:
            self._shared.show()

    def leave(self) -> None:
        """The process ends, and the meeting may go on later: followers keep what they see."""
        if self._shared is not None:
            self._shared.leave()
