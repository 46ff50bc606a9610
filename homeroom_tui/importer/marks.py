"""What a block's own words say of how it is run: turns, a break, the group's norms."""

from __future__ import annotations

from msgspec.structs import replace

from homeroom_tui.agenda.durations import write_seconds
from homeroom_tui.agenda.model import Block
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks


def mark(block: Block, share: int | None) -> tuple[Block, dict[str, str]]:
    """`block` with the marks that its title implies, and for each such field what was guessed.

    `share` is what each person gets, in seconds, if the page says so.
    """
    title = without_marks(block.title)
    guesses: dict[str, str] = {}
    if share is not None:
        block = replace(block, turns=share)
        guesses["turns"] = f"each person gets {write_seconds(share)}"
    elif words.TURNS.search(title):
        block = replace(block, turns=True)
        guesses["turns"] = "the time is shared out among the people present"
    if words.BREAK.match(title):
        block = replace(block, advance="auto")
        guesses["advance"] = "a break goes on to the next block by itself"
    if words.NORMS.search(title):
        block = replace(block, show="norms")
        guesses["show"] = "the group's norms are shown with it"
    return block, guesses
