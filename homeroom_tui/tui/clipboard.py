"""What is copied for the chat: a block with its prompts and its links, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import Link, links, spans
from homeroom_tui.agenda.model import Block, Prompt
from homeroom_tui.tui.text import visible


def block_text(block: Block, base_url: str | None) -> str:
    """The block and its prompts, a line each; links stand in brackets after their words."""
    title = f"{_plain(block.title, base_url)} ({words.range_of(block.duration)})"
    return "\n".join([title, *_prompts(block.prompts, "• ", base_url)])


def links_in(texts: Iterable[str], base_url: str | None) -> list[Link]:
    """The links of these texts, in order, each address once."""
    return list({link.url: link for text in texts for link in links(text, base_url)}.values())


def prompt_texts(block: Block) -> list[str]:
    """The texts of a block's prompts as they are counted: the nested ones after their own."""
    return [text for prompt in block.prompts for text in (prompt.text, *_texts(prompt.prompts))]


def _texts(prompts: tuple[Prompt, ...]) -> Iterator[str]:
    for prompt in prompts:
        yield prompt.text
        yield from _texts(prompt.prompts)


def _prompts(prompts: tuple[Prompt, ...], mark: str, base_url: str | None) -> Iterator[str]:
    for prompt in prompts:
        yield mark + _plain(prompt.text, base_url)
        yield from _prompts(prompt.prompts, "   – ", base_url)


def _plain(text: str, base_url: str | None) -> str:
    parts = []
    for span in spans(text, base_url):
        parts.append(visible(span.text))
        if span.url is not None:
            parts.append(f" ({span.url})")
    return "".join(parts)
