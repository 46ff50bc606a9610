"""Sharing from the screens: one shared meeting of the App, and the panel with its link."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen

from homeroom_tui import files
from homeroom_tui.controller import Controller
from homeroom_tui.room.link import LinkError, find_place
from homeroom_tui.room.sharing import Sharing
from homeroom_tui.sharing import SharedMeeting
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.base import WrappedText

if TYPE_CHECKING:
    from homeroom_tui.tui.app import HomeroomApp

KEYS = {"copy_share": "copy the link", "stop_sharing": "stop sharing", "close": "back"}
"""What each key is said to do below the link."""

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

    def start(self, controller: Controller) -> None:
        """Share this meeting from now on. Raises LinkError where there is no broker for it."""
        if self.is_of(controller):
            return
        settings, group = self._app.settings.room, self._app.library.group()
        place = find_place(os.environ, settings, group, *self._told)
        self.leave()
        changed = self._changed(asyncio.get_running_loop())
        self._shared = SharedMeeting(controller, place, changed)

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

    def _changed(self, loop: asyncio.AbstractEventLoop) -> Callable[[str], None]:
        def changed(trouble: str) -> None:  # in another thread
            with suppress(RuntimeError):  # the App has ended meanwhile
                loop.call_soon_threadsafe(self._say, trouble)

        return changed

    def _say(self, trouble: str) -> None:
        trouble = trouble if self._shared is not None else ""
        shared = self._shared
        said = None if shared is None else shared.sharing.said
        if shared and said and said.text != self._heard and shared.controller.bell:
            self._app.bell()
        self._heard = "" if said is None else said.text
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                self._app.say(f"Sharing: {trouble}", "warning")
        self._app.redraw()


class SharePanel(HomeroomScreen[None], ModalScreen[None]):
    """The link to a shared meeting, large and as a QR code."""

    PLACE = "share"
    CSS_PATH = "panels.tcss"

    def __init__(self, share: MeetingShare) -> None:
        super().__init__()
        self.add_class("panel")
        self._share = share

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"), Horizontal(id="shared"):
            yield WrappedText(self._lay_code, id="code")
            yield WrappedText(self._lay_text, id="link")

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()

    def tick(self) -> None:
        self.query_one("#link", WrappedText).show(self._lay_text)

    def seconds_until_due(self) -> float | None:
        return 1.0

    def _arrange(self) -> None:
        rows = code_rows(str(self._sharing.link))
        code = self.query_one("#code", WrappedText)
        room = self.size
        code.display = len(rows) <= room.height - 3 and cell_len(rows[0]) <= room.width - 26
        code.styles.width = cell_len(rows[0])

    @property
    def _sharing(self) -> Sharing:
        found = self._share.sharing
        assert found is not None
        return found

    def _lay_code(self, width: int) -> Content:
        rows = code_rows(str(self._sharing.link))
        return stack(Content.styled(row, "#000000 on #ffffff") for row in rows)

    def _lay_text(self, width: int) -> Content:
        sharing = self._share.sharing
        if sharing is None:
            return Content("")
        link = str(sharing.link)
        title = Content.styled("Everybody with this link can follow the meeting", "bold")
        lines = [hang(title, width)]
        pieces = [link[at : at + max(width, 1)] for at in range(0, len(link), max(width, 1))]
        lines += [Content(""), *(Content.styled(piece, "$accent") for piece in pieces), Content("")]
        if sharing.trouble:
            lines.append(hang(literal(sharing.trouble), width, "! "))
        else:
            lines.append(hang(Content("Shared. What changes is seen at once."), width, "✓ "))
        code = self.query_one("#code", WrappedText)
        if not code.display:
            lines.append(hang(Content("The QR code needs a larger window."), width))
        if sharing.link.page.startswith("http://") and not _is_local(sharing.link.page):
            lines.append(hang(Content(PLAIN_PAGE), width))
        lines += [
            Content(""),
            self.key_line(KEYS, width),
        ]
        return stack(lines)

    def do_copy_share(self) -> None:
        self.homeroom.copy(str(self._sharing.link), "the link")

    def do_stop_sharing(self) -> None:
        self.dismiss()
        self._share.stop()
        self.say("The meeting is no longer shared.")
        self.homeroom.redraw()


PLAIN_PAGE = "Browsers on other devices need https for this; terminals don't: homeroom follow LINK"


def _is_local(page: str) -> bool:
    return page.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))


def code_rows(text: str) -> list[str]:
    """A QR code in half blocks, two modules a character, to be drawn dark on light."""
    import segno

    made = segno.make(text, error="l", micro=False, boost_error=False)
    bits = [list(map(bool, row)) for row in made.matrix_iter(border=QUIET)]
    if len(bits) % 2:
        bits.append([False] * len(bits[0]))
    signs = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    return [
        "".join(signs[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(bits[::2], bits[1::2], strict=True)
    ]


def start_sharing(app: HomeroomApp, controller: Controller) -> bool:
    """Share a meeting, or say why it can't be. Whether it is shared now."""
    try:
        app.share.start(controller)
    except LinkError as error:
        app.explain("Sharing this meeting", str(error))
    except (files.CannotWrite, files.Unreadable) as error:
        app.say(str(error), "warning")
    else:
        return True
    return False
