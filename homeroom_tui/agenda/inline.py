"""Read the inline Markdown of texts: links, addresses, bold, italic, code, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_LENGTH = 4_000
"""Characters. A longer text shows letter for letter: looking for Markdown takes time that grows
with the square of its length."""

MAX_SIGNS = 300
"""Signs of Markdown. A text with more shows letter for letter too: it is no prose."""

_SIGNS = "*`[_"

_ADDRESS = r"(?i)\bhttps?://[^\s<>\"`]{1,2000}(?![^\s<>\"`])"
"""Browsers open no longer ones, and to find where one ends takes quadratic time."""
_AFTER = ".,;:!?'*_)]}…"
"""Signs that end the sentence that an address stands in, rather than the address."""

SCHEMES = ("http", "https", "mailto")
"""The addresses that a link may lead to. Any other shows letter for letter."""

_ANYWHERE = "https://site.invalid/"


class Span(Struct, frozen=True):
    """A piece of text in one style; `url` is the absolute address of the link it belongs to."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str | None = None


class Link(Struct, frozen=True):
    """A link in a text: what it says and its absolute address."""

    text: str
    url: str


def spans(text: str, base_url: str | None = None) -> tuple[Span, ...]:
    """`text` in pieces of one style each; without markup it is one piece, as it stands.

    Relative links are resolved against `base_url`; without one they show letter for letter.
    """
    return tuple(span for span, _ in _pieces(text, base_url))


def links(text: str, base_url: str | None = None) -> tuple[Link, ...]:
    """The links in `text`, in order, resolved as by `spans`."""
    found: dict[int, Link] = {}
    for span, number in _pieces(text, base_url):
        if span.url is not None:
            before = found[number].text if number in found else ""
            found[number] = Link(before + span.text, span.url)
    return tuple(found.values())


def relative_links(text: str) -> tuple[str, ...]:
    """The paths of the links in `text` that need a `base_url`."""
    urls = (link.url for link in links(text, _ANYWHERE)) if "](" in text else ()
    return tuple(f"/{url.removeprefix(_ANYWHERE)}" for url in urls if url.startswith(_ANYWHERE))


def plain(text: str) -> str:
    """`text` without its markup: of a link only what it says, be it relative or not."""
    return "".join(span.text for span in spans(text, _ANYWHERE))


def _pieces(text: str, base_url: str | None) -> Iterator[tuple[Span, int]]:
    """The spans of a text, each with the number of the link that it belongs to."""
    tokens = _tokens(text, base_url)
    if tokens is None:
        yield from _with_addresses(Span(text), 0)
        return
    bold = italic = number = 0
    url: str | None = None
    for token in tokens:
        if token.tag == "em":
            italic += token.nesting
        elif token.tag == "strong":
            bold += token.nesting
        elif token.tag == "a":
            url = _resolve(str(token.attrs["href"]), base_url) if token.nesting == 1 else None
            number += token.nesting == 1
        elif token.content:
            code = token.tag == "code"
            span = Span(token.content, bold > 0, italic > 0, code, url)
            if url is None and not code:
                yield from _with_addresses(span, number)
            else:
                yield span, number


def _with_addresses(span: Span, number: int) -> Iterator[tuple[Span, int]]:
    """The span in pieces, of which those that are addresses are links: numbered below zero."""
    at = 0
    for found in re.finditer(_ADDRESS, span.text) if "://" in span.text else ():
        address = _without_the_end_of_the_sentence(found[0])
        if _resolve(address, None) is None:
            continue
        if found.start() > at:
            yield replace(span, text=span.text[at : found.start()]), number
        at = found.start() + len(address)
        yield replace(span, text=address, url=address), -found.start() - 1
    if at < len(span.text):
        yield replace(span, text=span.text[at:]), number


def _without_the_end_of_the_sentence(address: str) -> str:
    while address[-1] in _AFTER and not (
        address[-1] == ")" and address.count("(") >= address.count(")")
    ):
        address = address[:-1]
    return address


def _tokens(text: str, base_url: str | None) -> list[Token] | None:
    """Return what the parser finds, or None if `text` has no markup or too much of it."""
    if len(text) > MAX_LENGTH or not 0 < sum(map(text.count, _SIGNS)) <= MAX_SIGNS:
        return None
    parser = _parser(base_url)
    tokens: list[Token] = []
    parser.inline.parse(text, parser, {}, tokens)
    return tokens


@lru_cache(maxsize=8)
def _parser(base_url: str | None) -> MarkdownIt:
    """A parser that knows four things; imported here because most texts need none."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import emphasis, link

    def no_double_lines(state: StateInline, silent: bool) -> bool:
        around = state.src[max(state.pos - 1, 0) : state.pos + 2]
        return "__" not in around and emphasis.tokenize(state, silent)

    def no_images(state: StateInline, silent: bool) -> bool:
        return (
            state.src[state.pos - 1 : state.pos] != "!"
            and not state.src.startswith("[]", state.pos)
            and link(state, silent)
        )

    class Parser(MarkdownIt):
        def validateLink(self, url: str) -> bool:
            return _resolve(url, base_url) is not None

    parser = Parser("zero").enable(["backticks", "emphasis", "link"])
    parser.inline.ruler.at("emphasis", no_double_lines)
    parser.inline.ruler.at("link", no_images)
    return parser


def _resolve(url: str, base_url: str | None) -> str | None:
    """The absolute address of a link, or None if it is not one that may be followed."""
    try:
        whole = url if urlsplit(url).scheme else urljoin(base_url or "", url)
        parts = urlsplit(whole)
    except ValueError:
        return None
    reachable = bool(parts.path if parts.scheme == "mailto" else parts.netloc)
    return whole if parts.scheme in SCHEMES and reachable else None
