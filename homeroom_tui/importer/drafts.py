"""Blocks while they are put together: from the nodes of a page to the model's blocks."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct, field

from homeroom_tui.agenda.durations import write
from homeroom_tui.agenda.model import REST, Block, Prompt, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.clock_times import Clock, between
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.marks import mark
from homeroom_tui.importer.pieces import Kind, Piece
from homeroom_tui.importer.times import How, Times
from homeroom_tui.importer.tree import Node

_LONGEST_TITLE = 300
"""Characters. Of a longer one only the first sentence is the title, and the rest a prompt."""

# Looked for from where the signs begin, and from no other of them: a line may be full of them.
_LEADS_ON = re.compile(r"(?<![\s:：,;–—|-])[\s:：,;–—|-]+(\*{0,2})$")

_LINE_FOR_PROMPT = "a line taken for a prompt"


class Noted(Struct, frozen=True):
    """A guess that is not yet placed: the piece it was taken from, the field, and the guess."""

    piece: Piece
    field: str
    guess: str


class Draft(Struct, eq=False):
    """A block to be: the piece that begins it, its times, and what was found under it."""

    piece: Piece
    times: Times
    nodes: list[Node] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    duration: TimeRange | None = None
    title: str = ""

    def note(self, field: str, guess: str, piece: Piece | None = None) -> None:
        self.noted.append(Noted(piece or self.piece, field, guess))


def finish(drafts: list[Draft]) -> list[tuple[Block, tuple[Noted, ...]]]:
    """The blocks, with what was guessed for each."""
    for draft in drafts:
        _read_title(draft)
        _read_children(draft)
    _read_durations(drafts)
    return [_block(draft) for draft in drafts]


def title_of(text: str) -> str:
    """A text as a title: without the signs that lead on to what followed it."""
    text = _LEADS_ON.sub(r"\1", text)
    whole = re.fullmatch(r"(\*{1,3})([^*]+)\1", text)
    if whole:
        text = _LEADS_ON.sub(r"\1", whole[2])
    return text.strip()


def _read_title(draft: Draft) -> None:
    title = title_of(draft.times.text)
    if draft.piece.kind is Kind.HEADING:
        title = re.sub(r"^[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]\s+", "", title)
    sentence = re.search(r"[.?!](?=\s)|[。？！]", title[:_LONGEST_TITLE])
    if len(title) > _LONGEST_TITLE and sentence:
        rest = title[sentence.end() :].strip()
        title = title[: sentence.end()]
        draft.prompts.append(Prompt(rest))
        draft.note("title", "the first sentence of a long text")
    draft.title = title


def _read_children(draft: Draft) -> None:
    for node in draft.nodes:
        if words.HINT.match(without_marks(node.text)) and node.kind is not Kind.NUMBERED:
            draft.hints += [node.text, *(inner.text for inner in node.all() if inner.text)]
            continue
        inner = tuple(Prompt(child.text) for child in node.all() if child.text)
        if node.kind in (Kind.TEXT, Kind.HEADING):
            draft.note("prompts", _LINE_FOR_PROMPT, node.piece)
        for child in node.all():
            if child.kind in (Kind.TEXT, Kind.HEADING):
                draft.note("prompts", _LINE_FOR_PROMPT, child.piece)
        if node.text:
            draft.prompts.append(Prompt(node.text, inner))
        else:
            draft.prompts += inner
    if not re.search(r"\w", draft.title):
        _title_from_prompts(draft)


def _title_from_prompts(draft: Draft) -> None:
    """Makes the first prompt the title of a block that has none of its own."""
    if draft.prompts:
        first, *others = draft.prompts
        draft.title = title_of(first.text) or first.text
        draft.prompts = [*first.prompts, *others]
        draft.note("title", "the first line under it")


def _read_durations(drafts: list[Draft]) -> None:
    bracketed = any(draft.times.how is How.STATED for draft in drafts)
    for at, draft in enumerate(drafts):
        times = draft.times
        following = drafts[at + 1].times.clock if at + 1 < len(drafts) else None
        inner = _inner(draft.nodes)
        if times.duration is not None:
            draft.duration = times.duration
            if times.how is How.PROSE:
                draft.note("duration", f"{write(times.duration)}, from the words of the line")
            elif times.product:
                draft.note("duration", f"{write(times.duration)}, all rounds together")
            elif times.several:
                draft.note("duration", f"{write(times.duration)}, of several in the line")
        elif times.clock is not None:
            _read_clock(draft, times.clock, following)
        elif times.bare is not None and bracketed:
            draft.duration, draft.title = times.bare, title_of(times.bare_text)
            draft.note("duration", f"{write(times.bare)}, from a number without a unit")
        elif inner is not None:
            draft.duration = inner
            draft.note("duration", f"{write(inner)}, the sum of the times within it")
        if draft.duration is None:
            draft.duration = REST
            draft.note("duration", "rest, because the page gives no time")
    _read_offsets(drafts)


def _read_clock(draft: Draft, clock: Clock, following: Clock | None) -> None:
    if clock.until is not None:
        seconds = (clock.until - clock.begins) * 60
        if seconds > 0:
            draft.duration = TimeRange(seconds, seconds)
    elif following is not None and (seconds_between := between(clock, following)) is not None:
        draft.duration = TimeRange(seconds_between, seconds_between)
        draft.note("duration", f"{write(draft.duration)}, until the next begins")


def _inner(nodes: list[Node]) -> TimeRange | None:
    """The sum of the times of the outermost nodes that have one."""
    least = most = 0
    for node in nodes:
        own = node.times.duration
        if own is None or own.max is None:
            own = _inner(node.children)
        if own is not None and own.max is not None:
            least, most = least + own.min, most + own.max
    return TimeRange(least, most) if most else None


def _read_offsets(drafts: list[Draft]) -> None:
    """Reads `0-10 min`, `10-25 min`, `25-30 min` as from when to when in the session."""
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


def _block(draft: Draft) -> tuple[Block, tuple[Noted, ...]]:
    unmarked = Block(
        draft.title or "…",
        draft.duration or REST,
        tuple(draft.prompts),
        tuple(filter(None, draft.hints)),
    )
    block, guesses = mark(unmarked, draft.times.share)
    for name, guess in guesses.items():
        draft.note(name, guess)
    return block, tuple(draft.noted)
