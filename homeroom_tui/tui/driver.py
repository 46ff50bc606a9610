"""The terminal driver: Textual's own for Unix, with any input, and with keys in their order."""

from __future__ import annotations

import asyncio
import codecs
import os
import selectors
import sys
from concurrent.futures import wait
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

if TYPE_CHECKING:
    from homeroom_tui.tui.app import HomeroomApp

MAX_COLUMNS, MAX_ROWS = 1000, 500
"""Cells. No terminal is larger, whatever COLUMNS and LINES say."""

ESCAPE_AFTER = 1.1 * ESCAPE_DELAY
"""Seconds, with a margin for what the clock of a selector and the parser's are apart."""

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class TerminalDecoder:
    """Decodes what a terminal sends. A byte that is not UTF-8, and an escape in a paste, is a sign.

    Textual decodes strictly, and takes what follows an escape in a paste for keys.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pasting = False
        self._handed_out = ""  # the end of it, in which the mark of a paste may have begun
        self._kept_back = ""  # of a paste: it may be the beginning of its end

    def decode(self, data: bytes, final: bool = False) -> str:
        """Return the text so far; in a paste what may be the beginning of its end waits."""
        text, parts = self._decoder.decode(data, final), list[str]()
        while text:
            part, text = self._of_paste(text, final) if self._pasting else self._of_keys(text)
            parts.append(part)
        return "".join(parts)

    def _of_keys(self, text: str) -> tuple[str, str]:
        """Return the text up to a paste, which is handed out as it is, and the rest."""
        before = self._handed_out
        found = (before + text).find(PASTE_BEGINS)
        if found < 0:
            self._handed_out = (before + text)[1 - len(PASTE_BEGINS) :]
            return text, ""
        self._pasting, self._handed_out = True, ""
        end = found + len(PASTE_BEGINS) - len(before)
        return text[:end], text[end:]

    def _of_paste(self, text: str, final: bool) -> tuple[str, str]:
        """Return the text up to the end of the paste, with no escape in it, and the rest."""
        pasted, mark, rest = (self._kept_back + text).partition(PASTE_ENDS)
        self._pasting, self._kept_back = not mark, ""
        if not (mark or final):
            begun = (n for n in range(len(PASTE_ENDS), 0, -1) if pasted.endswith(PASTE_ENDS[:n]))
            if kept := next(begun, 0):
                pasted, self._kept_back = pasted[:-kept], pasted[-kept:]
        return pasted.replace("\x1b", "\u241b") + mark, rest


class SelectableEvent(Event):
    """An event for which a selector can wait too."""

    def __init__(self) -> None:
        super().__init__()
        self._reading, self._writing = os.pipe()

    def fileno(self) -> int:
        return self._reading

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._writing, b".")

    def clear(self) -> None:
        if self.is_set():
            os.read(self._reading, 1)
            super().clear()


class TerminalDriver(LinuxDriver):
    """Hands on one key at a time: the next when all that the last one did is done.

    Keys may come in one piece, typed ahead on a slow line; those after one that opens a field
    are for that field. Draws on standard output where standard error is no terminal.
    """

    def __init__(self, app: HomeroomApp, **more: Any) -> None:
        super().__init__(app, **more)
        self.exit_event = self._end = SelectableEvent()
        if sys.__stderr__ is None or not sys.__stderr__.isatty():
            self._file = sys.__stdout__

    def _get_terminal_size(self) -> tuple[int, int]:
        width, height = super()._get_terminal_size()
        with suppress(OSError):
            width, height = os.get_terminal_size(self.fileno)
        return min(width or 80, MAX_COLUMNS), min(height or 24, MAX_ROWS)

    def run_input_thread(self) -> None:
        while not self.exit_event.is_set():
            # Some escape sequences that no terminal sends make Textual's parser fail.
            with suppress(ValueError, OverflowError):
                self._read_input()

    def _read_input(self) -> None:
        """Hand on what is typed. Textual itself would look for it ten times a second."""
        parser, decoder = XTermParser(self._debug), TerminalDecoder()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._end, selectors.EVENT_READ)
            patience = None
            while not self.exit_event.is_set():
                typed = any(key.fd == self.fileno for key, _ in selector.select(patience))
                if typed and (text := decoder.decode(os.read(self.fileno, 4096))):
                    for event in parser.feed(text):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
                # An escape is a key of its own if nothing follows it in time.
                patience = ESCAPE_AFTER if typed else None

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Key):
            character = message.character or ""
            if not character.isascii() and "\ud800" <= character <= "\udfff":
                return  # half a character
        super().process_message(message)
        if isinstance(message, (events.Key, events.Paste)):
            app = cast("HomeroomApp", self._app)
            done = asyncio.run_coroutine_threadsafe(app.settled(), self._loop)
            while not self.exit_event.is_set() and not wait([done], 0.05).done:
                pass
