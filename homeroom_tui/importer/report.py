"""Report the guesses about a page, and the parts of it that are in no session."""

from __future__ import annotations

from msgspec import Struct, field


class Guess(Struct, frozen=True):
    """A value taken from the words `text` in line `line` of the page without being said there.

    `session` counts the page's sessions from 0, `block` the session's blocks, None for the
    session itself; `field` is the field of the session file that holds what was guessed.
    """

    line: int
    text: str
    guess: str
    session: int = 0
    block: int | None = None
    field: str = ""


class LeftOut(Struct, frozen=True):
    """Words of the page that are in no session, from line `line` on, and why."""

    line: int
    text: str
    why: str


class Score(Struct, frozen=True):
    """A measure of how well one reading of a session explains the page; each part from 0 to 1.

    `reading` is what it takes for blocks, `blocks` how many, `least` and `most` their seconds.
    """

    reading: str
    blocks: int
    least: int
    most: int
    fits: float
    covers: float
    once: float
    chosen: bool = False

    @property
    def total(self) -> float:
        return self.fits + self.covers + self.once


class Findings(Struct):
    """Collects what was guessed and what is left out while a page is read."""

    guesses: list[Guess] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    scores: list[tuple[Score, ...]] = field(default_factory=list)

    def leave_out(self, line: int, text: str, why: str) -> None:
        """Record words that will be in no session; empty ones are no loss."""
        if text.strip():
            self.left_out.append(LeftOut(line, text.strip(), why))
