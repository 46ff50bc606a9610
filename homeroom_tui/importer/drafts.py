"""Put blocks together: from the nodes of a page to the model's blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise, zip_longest

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import REST, Block, Prompt, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.times import Times, sum_of
from homeroom_tui.importer.tree import Kind, Node

_MAX_TITLE = 300
"""Characters. Of a longer one only the first sentence is the title, and the rest a prompt."""

# Looked for from where the signs begin, and from no other of them: a line may be full of them.
_LEADS_ON = re.compile(r"(?<![\s:：,;–—|-])[\s:：,;–—|-]+(\*{0,2})$")
_NUMBER = re.compile(r"^(?:[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]|[0-9]\ufe0f?\u20e3)\s+")

UNDER_IT = "from the line under it"
LINE_FOR_PROMPT = "a line taken for a prompt"


Note = Callable[[Node, str, str], None]
"""Takes the node that a guess was made from, the field of the block, and the guess."""


class Draft(Struct, eq=False):
    """A block to be: the node that begins it, its times, and what was found under it.

    `container` is the node that it stands under.
    """

    node: Node
    times: Times
    container: Node
    nodes: list[Node] = field(default_factory=list)


class Length(Struct, frozen=True):
    """The duration of a draft, what of it was guessed, and the node that it was taken from."""

    duration: TimeRange
    guess: str
    node: Node


def title_of(text: str) -> str:
    """Return a text as a title: without the signs that lead on to what followed it."""
    text = _LEADS_ON.sub(r"\1", text)
    whole = re.fullmatch(r"(\*{1,3})([^*]+)\1", text)
    if whole:
        text = _LEADS_ON.sub(r"\1", whole[2])
    return text.strip()


def lengths_of(drafts: list[Draft]) -> list[Length]:
    """Return how long each block takes: as it says, until the next begins, or what is in it."""
    found = [_length(*pair) for pair in zip_longest(drafts, drafts[1:])]
    ranges = [length.duration for length in found]
    chained = all(one.max == other.min for one, other in pairwise(ranges))
    if len(ranges) > 1 and ranges[0].min == 0 and chained and not any(r.fixed for r in ranges):
        # `0-10 min`, `10-25 min`, `25-30 min` are from when to when in the session
        spans = [TimeRange(one, one) for one in ((r.max or 0) - r.min for r in ranges)]
        found = [replace(one, duration=span) for one, span in zip(found, spans, strict=True)]
    return found


def _length(draft: Draft, following: Draft | None) -> Length:
    times, node = draft.times, draft.node
    own = times.duration or times.length
    if own is not None and node.said_by is not None:
        return Length(own, f"{write(own)}, {UNDER_IT}", node.said_by)
    if times.duration is not None:
        guess = f"{write(times.duration)}, {times.guess}" if times.guess else ""
        return Length(times.duration, guess, node)
    if times.length is not None:
        return Length(times.length, "", node)
    if times.clock is not None and following is not None and following.times.clock is not None:
        seconds = seconds_between(times.clock, following.times.clock)
        if seconds is not None:
            length = TimeRange(seconds, seconds)
            return Length(length, f"{write(length)}, until the next begins", node)
    inner = _inner(draft.nodes) if times.clock is None else None
    if inner is not None:
        return Length(inner, f"{write(inner)}, the sum of the times within it", node)
    return Length(REST, "rest, because the page gives no time", node)


def _inner(nodes: list[Node]) -> TimeRange | None:
    """Return the sum of the times of the outermost nodes that have one."""
    own = (node.times.duration if node.times.most else _inner(node.children) for node in nodes)
    whole = sum_of(filter(None, own))
    return whole if whole.max else None


def span(drafts: list[Draft]) -> int | None:
    """Return the seconds from the first to the last clock time, if the page tells all of them."""
    clocks = [draft.times.clock for draft in drafts if draft.times.clock is not None]
    length = drafts[-1].times.length if len(clocks) == len(drafts) > 1 else None
    between = seconds_between(clocks[0], clocks[-1]) if length is not None else None
    return None if length is None or between is None else between + (length.max or 0)


def finish(draft: Draft, length: Length, note: Note) -> Block:
    """Return the block; `note` is told what was guessed for it."""
    if length.guess:
        note(length.node, "duration", length.guess)
    title = title_of(draft.times.text)
    if draft.node.kind is Kind.HEADING:
        title = re.sub(r"^\[\[(.*)\]\]$", r"\1", _NUMBER.sub("", title))
    prompts: list[Prompt] = []
    hints: list[str] = []
    sentence = re.search(r"[.?!](?=\s)|[。？！]", title[:_MAX_TITLE])
    if len(title) > _MAX_TITLE and sentence:
        prompts.append(Prompt(title[sentence.end() :].strip()))
        title = title[: sentence.end()]
        note(draft.node, "title", "the first sentence of a long text")
    for node in draft.nodes:
        if node.kind is Kind.PEOPLE:
            note(draft.node, "hints", "who does it, from the table")
        said_so = words.HINT.match(node.words) and node.kind is not Kind.NUMBERED
        if said_so or node.kind in (Kind.HINT, Kind.PEOPLE):
            hints += [node.text, *(inner.text for inner in node.all())]
            continue
        inner = tuple(Prompt(child.text) for child in node.all() if child.text)
        for one in (node, *node.all()):
            if one.kind in (Kind.TEXT, Kind.HEADING):
                note(one, "prompts", LINE_FOR_PROMPT)
        prompts += [Prompt(node.text, inner)] if node.text else inner
    if not re.search(r"\w", title) and prompts:
        first, *others = prompts
        title, prompts = title_of(first.text) or first.text, [*first.prompts, *others]
        note(draft.node, "title", "the first line under it")
    block = Block(
        title=title or "…",
        duration=length.duration,
        prompts=tuple(prompts),
        hints=tuple(filter(None, hints)),
    )
    return _marked(block, draft, note)


def _marked(block: Block, draft: Draft, note: Note) -> Block:
    """Return `block` with the marks that its own words imply, each told as a guess."""
    title = without_marks(block.title)
    shares = [draft.times.share, *(node.times.share for node in draft.nodes)]
    share = next((share for share in shares if share is not None), None)
    if share is not None:
        block = replace(block, turns=share)
        note(draft.node, "turns", f"each person gets {write_seconds(share)}")
    elif any(words.TURNS.search(text) for text in (title, *(n.words for n in draft.nodes))):
        block = replace(block, turns=True)
        guess = "the time is shared out among the people present"
        note(draft.node, "turns", guess)
    if words.BREAK.match(title):
        block = replace(block, advance="auto")
        note(draft.node, "advance", "a break goes on to the next block by itself")
    if words.NORMS.search(title):
        block = replace(block, show="norms")
        note(draft.node, "show", "the group's norms are shown with it")
    return block
