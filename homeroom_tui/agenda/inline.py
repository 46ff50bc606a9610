"""Inline Markdown in the texts of a session: links, bold, italic, code, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LONGEST = 4_000
"""Characters. A longer text shows letter for letter: looking for Markdown takes time that grows
with the square of its length."""

MOST = 300
"""Signs of Markdown. A text with more shows letter for letter too: it is no prose."""

_SIGNS = "*`["

SCHEMES = ("http", "https", "mailto")
"""Where a link may lead. Any other is no link, and shows letter for letter."""

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
    tokens = _tokens(text, base_url)
    if tokens is None:
        return (Span(text),) if text else ()
    found: list[Span] = []
    bold = italic = 0
    url: str | None = None
    for token in tokens:
        if token.tag == "em":
            italic += token.nesting
        elif token.tag == "strong":
            bold += token.nesting
        elif token.tag == "a":
            url = _address(token, base_url) if token.nesting == 1 else None
        elif token.content:
            found.append(Span(token.content, bold > 0, italic > 0, token.tag == "code", url))
    return tuple(found)


def links(text: str, base_url: str | None = None) -> tuple[Link, ...]:
    """The links in `text`, in order, resolved as by `spans`."""
    found: list[Link] = []
    words: list[str] = []
    url: str | None = None
    for token in _tokens(text, base_url) or ():
        if token.tag != "a":
            words.append(token.content)
        elif token.nesting == 1:
            words, url = [], _address(token, base_url)
        elif url is not None:
            found.append(Link("".join(words), url))
    return tuple(found)


def plain(text: str) -> str:
    """`text` without its markup: of a link only what it says, be it relative or not."""
    return "".join(span.text for span in spans(text, _ANYWHERE))


def _tokens(text: str, base_url: str | None) -> list[Token] | None:
    """What the parser finds, or None if `text` has no markup or too much of it."""
    if len(text) > LONGEST or not 0 < sum(map(text.count, _SIGNS)) <= MOST:
        return None
    parser = _parser(base_url)
    tokens: list[Token] = []
    parser.inline.parse(text, parser, {}, tokens)
    return tokens


def _address(token: Token, base_url: str | None) -> str | None:
    return _resolve(str(token.attrs["href"]), base_url)


@lru_cache(maxsize=8)
def _parser(base_url: str | None) -> MarkdownIt:
    """A parser that knows four things; imported here because most texts need none."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import emphasis, link

    def only_stars(state: StateInline, silent: bool) -> bool:
        return state.src[state.pos] == "*" and emphasis.tokenize(state, silent)

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
    parser.inline.ruler.at("emphasis", only_stars)
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
