"""Blocks while they are put together: from the nodes of a page to the model's blocks."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import Clock, seconds_between
from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import MINUTE, REST, Block, Prompt, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.rows import Row
from homeroom_tui.importer.times import DurationSource, Times
from homeroom_tui.importer.tree import Kind, Node

_MAX_TITLE = 300
"""Characters. Of a longer one only the first sentence is the title, and the rest a prompt."""

# Looked for from where the signs begin, and from no other of them: a line may be full of them.
_LEADS_ON = re.compile(r"(?<![\s:：,;–—|-])[\s:：,;–—|-]+(\*{0,2})$")

UNDER_IT = "from the line under it"
LINE_FOR_PROMPT = "a line taken for a prompt"


class Noted(Struct, frozen=True):
    """A guess that is not yet placed: the node it was taken from, the field, and the guess."""

    node: Node
    field: str
    guess: str


class Draft(Struct, eq=False):
    """A block to be: the node that begins it, its times, and what was found under it."""

    node: Node
    times: Times
    nodes: list[Node] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    duration: TimeRange | None = None
    title: str = ""

    def note(self, field: str, guess: str, node: Node | None = None) -> None:
        self.noted.append(Noted(node or self.node, field, guess))

    @property
    def takes(self) -> TimeRange | None:
        """Its length as far as the page tells it, without what follows it."""
        return self.times.length or (_inner(self.nodes) if self.times.clock is None else None)


def from_row(row: Row) -> Draft:
    """Return the block of a table's row."""
    draft = Draft(row.node, row.times, prompts=[Prompt(text) for text in row.prompts])
    draft.hints = [*row.hints, *row.people]
    if row.people:
        draft.note("hints", "who does it, from the table")
    return draft


def title_of(text: str) -> str:
    """Return a text as a title: without the signs that lead on to what followed it."""
    text = _LEADS_ON.sub(r"\1", text)
    whole = re.fullmatch(r"(\*{1,3})([^*]+)\1", text)
    if whole:
        text = _LEADS_ON.sub(r"\1", whole[2])
    return text.strip()


def set_durations(drafts: list[Draft]) -> None:
    """Give each block its duration: its own, until the next begins, or the sum of what is in it."""
    for at, draft in enumerate(drafts):
        times = draft.times
        following = drafts[at + 1].times.clock if at + 1 < len(drafts) else None
        if times.duration is not None:
            draft.duration = times.duration
            said = write(times.duration)
            if draft.node.said_by is not None:
                draft.note("duration", f"{said}, {UNDER_IT}", draft.node.said_by)
            elif times.source is DurationSource.PROSE:
                draft.note("duration", f"{said}, from the words of the line")
            elif times.source is DurationSource.BARE:
                draft.note("duration", f"{said}, from a number without a unit")
            elif times.product:
                draft.note("duration", f"{said}, all rounds together")
            elif times.several:
                draft.note("duration", f"{said}, of several in the line")
        elif times.clock is not None:
            _until_next(draft, times.clock, following)
        elif (inner := _inner(draft.nodes)) is not None:
            draft.duration = inner
            draft.note("duration", f"{write(inner)}, the sum of the times within it")
        if draft.duration is None:
            draft.duration = REST
            draft.note("duration", "rest, because the page gives no time")
    _read_offsets(drafts)


def finish(draft: Draft) -> tuple[Block, tuple[Noted, ...]]:
    """Return the block, with what was guessed for it."""
    _read_title(draft)
    _read_children(draft)
    block = Block(
        draft.title or "…",
        draft.duration or REST,
        tuple(draft.prompts),
        tuple(filter(None, draft.hints)),
    )
    return _marked(block, draft), tuple(draft.noted)


def span(drafts: list[Draft]) -> int | None:
    """Return the seconds from the first to the last clock time, if the page tells all of them."""
    clocks = [draft.times.clock for draft in drafts]
    if len(clocks) < 2 or not all(clocks):
        return None
    first, last = clocks[0], clocks[-1]
    if first is None or last is None:
        return None
    length = drafts[-1].times.length
    if length is None or length.max is None:
        return None
    between = seconds_between(first, last)
    return between + length.max if between is not None else None


def _read_title(draft: Draft) -> None:
    title = title_of(draft.times.text)
    if draft.node.kind is Kind.HEADING:
        title = re.sub(r"^[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]\s+", "", title)
        title = re.sub(r"^(\[\[)(.*)\]\]$", r"\2", title)
    sentence = re.search(r"[.?!](?=\s)|[。？！]", title[:_MAX_TITLE])
    if len(title) > _MAX_TITLE and sentence:
        rest = title[sentence.end() :].strip()
        title = title[: sentence.end()]
        draft.prompts.append(Prompt(rest))
        draft.note("title", "the first sentence of a long text")
    draft.title = title


def _read_children(draft: Draft) -> None:
    for node in draft.nodes:
        if words.HINT.match(node.words) and node.kind is not Kind.NUMBERED:
            draft.hints += [node.text, *(inner.text for inner in node.all() if inner.text)]
            continue
        inner = tuple(Prompt(child.text) for child in node.all() if child.text)
        for one in (node, *node.all()):
            if one.kind in (Kind.TEXT, Kind.HEADING) or one.guessed:
                draft.note("prompts", LINE_FOR_PROMPT, one)
        draft.prompts += [Prompt(node.text, inner)] if node.text else inner
    if not re.search(r"\w", draft.title) and draft.prompts:
        first, *others = draft.prompts
        draft.title = title_of(first.text) or first.text
        draft.prompts = [*first.prompts, *others]
        draft.note("title", "the first line under it")


def _until_next(draft: Draft, clock: Clock, following: Clock | None) -> None:
    if clock.until is not None:
        seconds = (clock.until - clock.begins) * MINUTE
        if seconds > 0:
            draft.duration = TimeRange(seconds, seconds)
    elif following is not None and (between := seconds_between(clock, following)) is not None:
        draft.duration = TimeRange(between, between)
        draft.note("duration", f"{write(draft.duration)}, until the next begins")


def _inner(nodes: list[Node]) -> TimeRange | None:
    """Return the sum of the times of the outermost nodes that have one."""
    least = most = 0
    for node in nodes:
        own = node.times.duration
        if own is None or own.max is None:
            own = _inner(node.children)
        if own is not None and own.max is not None:
            least, most = least + own.min, most + own.max
    return TimeRange(least, most) if most else None


def _read_offsets(drafts: list[Draft]) -> None:
    """Read `0-10 min`, `10-25 min`, `25-30 min` as from when to when in the session."""
    ranges = [draft.duration for draft in drafts if draft.duration is not None]
    chained = len(ranges) > 1 and ranges[0].min == 0 and ranges[0].max
    for one, following in pairwise(ranges):
        chained = chained and one.max == following.min
    if not chained:
        return
    for draft, range_ in zip(drafts, ranges, strict=True):
        length = (range_.max or 0) - range_.min
        if length > 0:
            draft.duration = TimeRange(length, length)


def _marked(block: Block, draft: Draft) -> Block:
    """Return `block` with the marks that its own words imply, each told as a guess."""
    title = without_marks(block.title)
    shares = [draft.times.share, *(node.times.share for node in draft.nodes)]
    share = next((share for share in shares if share is not None), None)
    if share is not None:
        block = replace(block, turns=share)
        draft.note("turns", f"each person gets {write_seconds(share)}")
    elif any(words.TURNS.search(text) for text in (title, *(n.words for n in draft.nodes))):
        block = replace(block, turns=True)
        draft.note("turns", "the time is shared out among the people present")
    if words.BREAK.match(title):
        block = replace(block, advance="auto")
        draft.note("advance", "a break goes on to the next block by itself")
    if words.NORMS.search(title):
        block = replace(block, show="norms")
        draft.note("show", "the group's norms are shown with it")
    return block
