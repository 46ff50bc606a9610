"""The loop of plain mode: wait for a line, or for the instant at which something is due."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol, TextIO

from homeroom_tui.plain.conversation import Conversation

LONGEST = 64 * 1024
"""Characters of a line; a longer one counts as several."""

REHEARSAL_LINES = 10
"""A clock that runs fast is looked at so many times a second at most."""


class Ended(Exception):
    """No more lines will come."""


class Lines(Protocol):
    """A source of lines."""

    def wait(self, seconds: float | None) -> str | None:
        """The next line; None when so many seconds passed without one. Raises Ended."""
        ...


def converse(conversation: Conversation, lines: Lines) -> None:
    """Hold a conversation to its end."""
    conversation.telling.open()
    while not conversation.over:
        due = conversation.telling.seconds_until_due()
        if due is not None and conversation.controller.rehearsal:
            due = max(due, 1 / REHEARSAL_LINES)
        try:
            line = lines.wait(due)
        except Ended:
            conversation.end_of_input()
            return
        conversation.telling.tick()  # first what happened before the line was typed
        if line is not None:
            conversation.take(line)


class TypedLines:
    """The lines of a file such as standard input, read on a thread of their own."""

    def __init__(self, source: TextIO | None) -> None:
        """`source` is None where there is nothing to read from, as with a closed input."""
        self._source = source
        self._queue: SimpleQueue[str | None] = SimpleQueue()
        Thread(target=self._read, name="lines", daemon=True).start()

    def wait(self, seconds: float | None) -> str | None:
        try:
            line = self._queue.get(timeout=seconds)
        except Empty:
            return None
        if line is None:
            raise Ended
        return line

    def end(self) -> None:
        """Let no more lines come; from any thread."""
        self._queue.put(None)

    def _read(self) -> None:
        try:
            while self._source and (line := self._source.readline(LONGEST)):
                self._queue.put(line)
        except (OSError, ValueError):  # it was closed
            pass
        self.end()
