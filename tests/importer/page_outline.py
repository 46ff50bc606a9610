"""Write an imported page as a text to be read beside the page."""

from __future__ import annotations

from collections.abc import Iterator

from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import Block, Session
from homeroom_tui.importer.markdown_page import Page


def outline(page: Page) -> str:
    """The sessions of `page` with their blocks and prompts, its guesses and what is left out."""
    return "\n".join(_page(page)) + "\n"


def _page(page: Page) -> Iterator[str]:
    yield f"series: {page.series.title}"
    yield from _lines("guidelines", page.series.guidelines)
    for session in page.sessions:
        yield ""
        yield from _session(session)
    if page.guesses:
        yield ""
        yield "guessed"
        for guess in page.guesses:
            yield f"{guess.line:>4}  {guess.field}: {guess.guess}"
    if page.left_out:
        yield ""
        yield "left out"
        for left in page.left_out:
            yield f"{left.line:>4}  {left.text}  <{left.why}>"


def _session(session: Session) -> Iterator[str]:
    length = "no length" if session.duration is None else write_seconds(session.duration)
    yield f"{session.title}  <week {session.week}, {length}>"
    yield from _lines("intro", session.intro)
    for block in session.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    marks = []
    if block.turns is not False:
        marks.append("turns" if block.turns is True else f"turns of {write_seconds(block.turns)}")
    marks += [mark for mark in (block.advance, block.show) if mark]
    shown = f"  <{', '.join(marks)}>" if marks else ""
    yield f"  {write(block.duration):>10}  {block.title}{shown}"
    for prompt in block.prompts:
        yield f"{'':>14}* {prompt.text}"
        for inner in prompt.prompts:
            yield f"{'':>18}* {inner.text}"
    for hint in block.hints:
        yield f"{'':>14}(hint) {hint}"


def _lines(name: str, text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield f"  {name}| {line}".rstrip()
