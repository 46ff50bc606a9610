"""What a block's own words say of how it is run: turns, a break, the group's norms."""

from __future__ import annotations

from msgspec import Struct

from homeroom_tui.agenda.duration import write_seconds
from homeroom_tui.agenda.model import Block
from homeroom_tui.agenda.page import words
from homeroom_tui.agenda.page.inline_text import without_marks


class Marked(Struct, frozen=True):
    """A block with its marks, and for each the field and what was guessed."""

    block: Block
    guesses: tuple[tuple[str, str], ...]


def mark(block: Block, share: int | None) -> Marked:
    """`block` with the marks that its title implies; `share` is what each person gets, seconds."""
    title = without_marks(block.title)
    turns: bool | int = False
    advance = show = None
    guesses: list[tuple[str, str]] = []
    if share is not None:
        turns = share
        guesses.append(("turns", f"each person gets {write_seconds(share)}"))
    elif words.TURNS.search(title):
        turns = True
        guesses.append(("turns", "the time is shared out among the people present"))
    if words.BREAK.match(title):
        advance = "auto"
        guesses.append(("advance", "a break goes on to the next block by itself"))
    if words.NORMS.search(title):
        show = "norms"
        guesses.append(("show", "the group's norms are shown with it"))
    marked = Block(
        block.title,
        block.duration,
        block.prompts,
        block.hints,
        turns,
        "auto" if advance else None,
        "norms" if show else None,
    )
    return Marked(marked, tuple(guesses))
