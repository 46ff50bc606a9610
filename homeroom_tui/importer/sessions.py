"""Turn one part of a page into a session, with the guesses that it took."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import Block, Prompt, Session
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import NUMBER, without_marks
from homeroom_tui.importer.lengths import Draft, Length, lengths_of, read_lengths, span
from homeroom_tui.importer.outline import Region
from homeroom_tui.importer.readings import Reading, best_reading
from homeroom_tui.importer.report import Findings, Guess
from homeroom_tui.importer.times import is_time_alone
from homeroom_tui.importer.tree import ITEMS, Kind, Node, nest

_MAX_TITLE = 300
"""Characters. Of a longer one only the first sentence is the title, and the rest a prompt."""

_SENTENCE_WORDS = 6
"""A shorter title is no sentence, and has no stop."""

# Looked for from where the signs begin, and from no other of them: a line may be full of them.
_LEADS_ON = re.compile(r"(?<![\s:：,;–—|-])[\s:：,;–—|-]+(\*{0,2})$")

_BOLD_TITLE = re.compile(
    r"\*\*([^*]{1,80}?)(?:[:：]\*\* ?|\*\*[:：] ?|\*\* ?[—–.,-] )(.*\w.*?([.?!:。：？！…\"”)])?)"
)
_PARTED = re.compile(r"([^*.:]{1,60}?)(?:\.| ?:(?=.*(?:[^\W\d_]{3}\.|[!…。！])(?:\W|$))) (\w.*)")
_SENTENCE = re.compile(r"(?:(?<=[a-zß-ÿ-]{4})\.|[?!])(?= [^\W\d_])|[。？！]")

LINE_FOR_PROMPT = "a line taken for a prompt"

Note = Callable[[Node, str, str], None]
"""Takes the node that a guess was made from, the field of the block, and the guess."""


def read_session(region: Region, number: int, findings: Findings) -> Session:
    """Return the session of a part of the page; `number` is its place among them, from 0."""

    def note(block: int | None, node: Node, field: str, guess: str) -> None:
        findings.guesses.append(Guess(node.line, node.text, guess, number, block, field))

    root = nest(region.heading, region.nodes)
    title = _title(region) or f"Week {region.week or number + 1}"
    announced = read_lengths(root, region.usual)
    reading, scores = best_reading(root, announced)
    findings.scores.append(scores)
    for left_out in reading.left_out:
        findings.leave_out(*left_out)
    duration = _duration(root, reading, partial(note, None))
    for line in announced[1:]:
        if line is not reading.total or duration != line.times.most:
            findings.leave_out(line.line, line.text, "the length is told elsewhere")
    drafts = zip(reading.drafts, lengths_of(reading.drafts), strict=True)
    return Session(
        title=title,
        duration=duration,
        week=region.week,
        blocks=tuple(finish(*draft, partial(note, at)) for at, draft in enumerate(drafts)),
        intro=markdown(reading.intro).strip(),
    )


def _duration(heading: Node, reading: Reading, note: Note) -> int | None:
    """Return the seconds of the session; `note` is told what was guessed for them."""
    node = reading.total
    if node is None:
        whole = span(reading.drafts) if reading.drafts else None
        if whole:
            first = reading.drafts[0].node
            note(first, "duration", f"{write_seconds(whole)} in all, from first to last")
        return whole
    length = node.times.length
    why = f", {node.times.guess}" if node.times.guess else ""
    if length and not length.fixed:
        why = f", the most of {write(length)}"
    if why or node is not heading or node.said_by:
        note(node.said_by or node, "duration", f"{write_seconds(node.times.most)} in all{why}")
    return node.times.most


def _title(region: Region) -> str:
    """Return the title of a session, without the week that is told beside it anyway."""
    parts = title_of(region.heading.times.text).split(", ")
    title = ", ".join(part for part in parts if not is_time_alone(part))
    label = words.SESSION_LABEL.match(title)
    kind = words.small((label["kind"] or label["after"] or "") if label else "none")
    rest = re.match(r"\s?[:：–—|·-]\s?(?=\w)", title[label.end() :]) if label else None
    return title[label.end() + rest.end() :] if label and rest and kind in words.WEEKS else title


def markdown(nodes: list[Node], depth: int = 0) -> str:
    """Return nodes as a Markdown text, paragraphs apart and items under each other."""
    text, before = "", False
    for node in nodes:
        item = node.kind in (*ITEMS, Kind.ROW)
        inner = markdown(node.inside, depth + item)
        own = _line(node, "  " * depth)
        both = ("\n" if item else "\n\n").join(filter(None, (own, inner)))
        if both:
            text += ("\n" if before and item else "\n\n") * bool(text) + both
            before = item
    return text


def _line(node: Node, margin: str) -> str:
    if not node.text:
        return ""
    if node.kind is Kind.HEADING:
        return node.text if node.text.startswith("**") else f"**{node.text}**"
    mark = {Kind.NUMBERED: "1. ", Kind.TEXT: ""}.get(node.kind, "* ")
    return f"{margin}{mark}{node.text}"


def title_of(text: str) -> str:
    """Return a text as a title: without the signs that lead on to what followed it."""
    text = _LEADS_ON.sub(r"\1", text)
    whole = re.fullmatch(r"(\*{1,3})([^*]+)\1", text)
    if whole:
        text = _LEADS_ON.sub(r"\1", whole[2])
    return text.strip()


def _split(draft: Draft) -> tuple[str, str]:
    """Return the title of a block, and the sentences behind it that are none of it."""
    text, kind = draft.times.text.strip(), draft.node.kind
    bold, parted = _BOLD_TITLE.fullmatch(text), _PARTED.fullmatch(text)
    if bold and draft.times.apart and (bold[3] or kind in (Kind.TEXT, Kind.HEADING)):
        return bold[1], bold[2]
    if parted and draft.node.text.removeprefix(parted[1]).startswith((" (", " [")):
        return parted[1], parted[2]
    sentence = _SENTENCE.search(text[:_MAX_TITLE])
    if sentence and ((draft.times.apart and kind is Kind.TEXT) or len(text) > _MAX_TITLE):
        return text[: sentence.end()].removesuffix("."), text[sentence.end() :].strip()
    if len(text.split()) < _SENTENCE_WORDS:
        text = re.sub(r"\.(\**)$", r"\1", text)
    return title_of(text), ""


def finish(draft: Draft, length: Length, note: Note) -> Block:
    """Return the block; `note` is told what was guessed for it."""
    if length.guess:
        note(length.node, "duration", length.guess)
    title, rest = _split(draft)
    if draft.node.kind in (Kind.HEADING, Kind.ROW):
        title = re.sub(r"^\[\[(.*)\]\]$", r"\1", NUMBER.sub("", title))
    prompts = [Prompt(rest)] if rest else []
    hints: list[str] = []
    if rest:
        note(draft.node, "prompts", "the sentences behind the title")
    for node in draft.nodes:
        if node.kind is Kind.PEOPLE:
            note(draft.node, "hints", "who does it, from the table")
        if words.HINT.match(node.words) or node.kind in (Kind.HINT, Kind.PEOPLE):
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
    told = [(draft.node, draft.times), *((node, node.times) for node in draft.nodes)]
    shares = [times.share for node, times in told if not words.NOT_PRESENT.search(node.text)]
    marks: dict[str, tuple[Any, str]] = {}
    if share := next(filter(None, shares), None):
        marks["turns"] = share, f"each person gets {write_seconds(share)}"
    elif any(words.TURNS.search(text) for text in (title, *(n.words for n in draft.nodes))):
        marks["turns"] = True, "the time is shared out among the people present"
    if words.BREAK.match(title):
        marks["advance"] = "auto", "a break goes on to the next block by itself"
    if words.NORMS.search(title):
        marks["show"] = "norms", "the group's norms are shown with it"
    for field, (_, guess) in marks.items():
        note(draft.node, field, guess)
    return replace(block, **{field: value for field, (value, _) in marks.items()})
