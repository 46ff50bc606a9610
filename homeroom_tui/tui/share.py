"""Sharing from the screens: one shared meeting of the App, and the panel with its link."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from homeroom_tui import files
from homeroom_tui.controller import Controller
from homeroom_tui.room.link import Handover, LinkError, find_place
from homeroom_tui.room.sharing import Sharing
from homeroom_tui.room.taking import TakeError
from homeroom_tui.sharing import FindPlace, SharedMeeting, take
from homeroom_tui.storage.replay import UnreadableJournal
from homeroom_tui.tui.navigation import PlaceholderScreen
from homeroom_tui.tui.screens.base import Choice, HomeroomScreen
from homeroom_tui.tui.screens.meeting_base import MeetingBase
from homeroom_tui.tui.screens.panels import QuestionScreen, ScrollingPanel
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.countdown import HALVES

if TYPE_CHECKING:
    from homeroom_tui.tui.app import HomeroomApp

NARROWEST, WIDEST = 24, 40
"""Columns of the text beside the code."""

AROUND, AROUND_ALONE = 13, 6
"""Columns of the panel that are neither code nor text; and where there is no room for the code."""

QUIET = 2
"""Modules of light around a QR code: with the panel's own ground enough for a phone to read it."""


class MeetingShare:
    """The meeting that is shared now, if one is."""

    def __init__(
        self, app: HomeroomApp, broker: str = "", page: str = "", cohort: str = ""
    ) -> None:
        """`broker`, `page` and the cohort's link are those of the command line."""
        self._app = app
        self._told = broker, page, cohort
        self._shared: SharedMeeting | None = None
        self._trouble = self._heard = ""

    @property
    def sharing(self) -> Sharing | None:
        return None if self._shared is None else self._shared.sharing

    def is_of(self, controller: Controller) -> bool:
        """Return whether it is this meeting that is shared."""
        return self._shared is not None and self._shared.controller is controller

    def start(self, controller: Controller) -> SharedMeeting | None:
        """Share this meeting from now on; None after saying why it can't be."""
        if not self.is_of(controller):
            try:
                shared = SharedMeeting(controller, self._finder(), self._changed)
            except LinkError as error:
                self._app.explain("Sharing this meeting", str(error))
                return None
            except (files.CannotWrite, files.Unreadable) as error:
                self._app.say(str(error), "warning")
                return None
            self.leave()
            self._shared = shared
        return self._shared

    def show_link(self, controller: Controller) -> None:
        """Share this meeting, and show its link."""
        if self.start(controller) is not None:
            self._app.push_screen(SharePanel(self))

    def _finder(self) -> FindPlace:
        """Find where to share by the command line, and the settings and the group as they are."""
        settings, group = self._app.settings.room, self._app.library.group()
        return partial(find_place, os.environ, settings, group, *self._told)

    def show(self, controller: Controller) -> None:
        """Let followers see this meeting as it is now, if it is shared."""
        if self._shared is not None and self.is_of(controller):
            self._shared.show()

    def answer(self) -> None:
        """Answer what is said to the group with the next of the answers."""
        if self._shared is not None:
            self._shared.sharing.answer()

    def stop(self) -> None:
        """Stop sharing, and take away what the broker keeps."""
        if self._shared is not None:
            self._shared.stop()
            self._shared = None

    def leave(self) -> None:
        """The meeting is left, and may go on later: followers keep what they see."""
        if self._shared is not None:
            self._shared.leave()
            self._shared = None

    def _changed(self, trouble: str) -> None:  # in another thread
        self._app.call_later(self._say, trouble)

    def _say(self, trouble: str) -> None:
        shared = self._shared
        if shared is None:
            trouble = ""
        said = None if shared is None else shared.sharing.said
        if shared and said and said.text != self._heard and shared.controller.bell:
            self._app.bell()
        self._heard = "" if said is None else said.text
        if shared is not None and shared.sharing.replaced:
            self._app.call_later(self._give_way, shared, trouble)
        elif trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                self._app.say(f"Sharing: {trouble}", "warning")
        self._app.redraw()

    # Handing over

    def hand_over(self, controller: Controller) -> None:
        """Share this meeting, and show the link with which it can be taken over from now on."""
        if (shared := self.start(controller)) is not None:
            shared.hand_over()
            self._app.push_screen(HandoverPanel(self))

    def _give_way(self, shared: SharedMeeting, sentence: str) -> None:
        """The meeting goes on at another computer: leave it here, and ask what then."""
        app = self._app
        if self._shared is not shared:
            return
        typing = app.focused is not None and app.focused.check_consume_key("l", "l")
        while not isinstance(app.screen, MeetingBase):  # panels above it
            if isinstance(app.screen, HomeroomScreen):
                app.screen.before_leaving()
            app.pop_screen()
        kept = shared.give_way()
        app.screen.dismiss()
        if isinstance(app.screen, PlaceholderScreen):
            app.screen.show_menu()
        link = shared.sharing.handover

        def answered(answer: str) -> None:
            if answer == "back":
                self._take_back(link)

        app.show(gave_way(sentence, kept, shared.link, typing=typing), answered)

    def _take_back(self, link: Handover) -> None:
        app, find, archive = self._app, self._finder(), self._app.store.archive
        assert archive is not None

        def fetch() -> None:
            try:
                record = take(link, find(taken=link.broker), archive, lambda: app.clock.now().utc)
            except (
                LinkError, TakeError, UnreadableJournal, files.CannotWrite, files.Unreadable
            ) as error:  # fmt: skip
                app.call_later(app.explain, "Taking the meeting back", str(error))
            else:
                app.call_later(app.store.resume, record, counting=True)

        app.say("Taking the meeting back …")
        app.run_worker(fetch, thread=True)


def gave_way(sentence: str, kept: str, link: str, *, typing: bool = False) -> QuestionScreen:
    """The question of a computer whose meeting was taken over: who has it, what is kept here.

    To somebody who is `typing` no letter answers it.
    """
    text = "\n".join(filter(None, [kept, f"To follow it: homeroom follow '{link}'"]))
    choices = (
        Choice("leave", "Leave it there", "" if typing else "l"),
        Choice("back", "Take it back, and go on with it here", "" if typing else "t"),
    )
    return QuestionScreen(sentence, text, choices)


class SharePanel(ScrollingPanel[None]):
    """The link to a shared meeting, large and as a QR code."""

    PLACE = "share"
    CSS_PATH = "panels.tcss"
    KEYS: ClassVar[Mapping[str, str]] = {
        "copy_share": "copy the link",
        "stop_sharing": "stop sharing",
        "close": "back",
    }
    TITLE = "Everybody with this link can follow the meeting"
    SHARED = "Shared. What changes is seen at once."

    def __init__(self, share: MeetingShare) -> None:
        super().__init__()
        self._share = share

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            with VerticalScroll(), Horizontal(id="shared"):
                yield WrappedText(self._lay_code, id="code")
                yield WrappedText(self._lay_text, id="link")
            yield self.keys_below()

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()

    def tick(self) -> None:
        self.query_one("#link", WrappedText).show(self._lay_text)

    def seconds_until_due(self) -> float | None:
        return 1.0

    def _arrange(self) -> None:
        rows = code_rows(self._link)
        code = self.query_one("#code", WrappedText)
        room = self.size
        beside = room.width - AROUND - cell_len(rows[0])
        code.display = len(rows) <= room.height - 3 and beside >= NARROWEST
        code.styles.width = cell_len(rows[0])
        self.query_one(VerticalScroll).styles.overflow_y = "hidden" if code.display else "auto"
        self.query_one("#text").display &= not code.display
        text = beside if code.display else room.width - AROUND_ALONE
        self.query_one("#link").styles.width = min(text, WIDEST)
        self.tick()

    @property
    def _link(self) -> str:
        return str(self._sharing.link)

    @property
    def _sharing(self) -> Sharing:
        found = self._share.sharing
        assert found is not None
        return found

    def _lay_code(self, width: int) -> Content:
        rows = code_rows(self._link)
        return stack(Content.styled(row, "#000000 on #ffffff") for row in rows)

    def _lay_text(self, width: int) -> Content:
        sharing = self._share.sharing
        if sharing is None:
            return Content("")
        link, code = self._link, self.query_one("#code", WrappedText)
        pieces = [link[at : at + max(width, 1)] for at in range(0, len(link), max(width, 1))]
        trouble = sharing.trouble
        lines = [
            hang(Content.styled(self.TITLE, "bold"), width),
            Content(""),
            *(Content.styled(piece, "$accent") for piece in pieces),
            Content(""),
            hang(literal(trouble), width, "! ")
            if trouble
            else hang(Content(self.SHARED), width, "✓ "),
            *(hang(Content(sentence), width) for sentence in self._remarks(sharing)),
        ]
        if not code.display:
            lines.append(hang(Content("The QR code needs a larger window."), width))
        if not self.query_one("#text").display:
            lines += [Content(""), self.key_line(self.KEYS, width)]
        return stack(lines)

    def _remarks(self, sharing: Sharing) -> Iterator[str]:
        if sharing.link.page.startswith("http://") and not _is_local(sharing.link.page):
            yield PLAIN_PAGE

    def do_copy_share(self) -> None:
        self.homeroom.copy(self._link, "the link")

    def do_stop_sharing(self) -> None:
        self.dismiss()
        self._share.stop()
        self.say("The meeting is no longer shared.")
        self.homeroom.redraw()


class HandoverPanel(SharePanel):
    """The link with which somebody else can take the meeting over."""

    TITLE = "Whoever has this link can facilitate this meeting, and read its notes"
    SHARED = "From now on it can be taken: homeroom take 'LINK'"

    @property
    def _link(self) -> str:
        return str(self._sharing.handover)

    def _remarks(self, sharing: Sharing) -> Iterator[str]:
        host = sharing.handover.broker.host
        if host in LOCAL:
            yield f"Other computers can't reach a broker at {host}."
        else:
            yield "They need the broker's password too. Until they take it, you facilitate."


LOCAL = ("127.0.0.1", "localhost", "::1")
PLAIN_PAGE = "Browsers on other devices need https for this; terminals don't: homeroom follow LINK"


def _is_local(page: str) -> bool:
    return urlsplit(page).hostname in LOCAL


def code_rows(text: str) -> list[str]:
    """A QR code in half blocks, two modules a character, to be drawn dark on light."""
    import segno

    made = segno.make(text, error="l", micro=False, boost_error=False)
    bits = [list(map(bool, row)) for row in made.matrix_iter(border=QUIET)]
    if len(bits) % 2:
        bits.append([False] * len(bits[0]))
    return [
        "".join(HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(bits[::2], bits[1::2], strict=True)
    ]
