"""Output of `list` and `show`: sessions, and their plan before the start."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec import to_builtins
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.agenda.details import Place, details
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import Block, Prompt, Reserve, Session, counted
from homeroom_tui.escaping import visible
from homeroom_tui.meeting.clock import Moment, WallClock
from homeroom_tui.meeting.state import new_state
from homeroom_tui.meeting.view import BlockView, View, view
from homeroom_tui.output.tables import ACCENT, Column, bullet, lines, table

SHADES = ("█", "▓")

# list


def _title(file: SessionFile) -> str:
    return inline.plain(file.session.title) if file.session else "can't be read"


def _length(file: SessionFile) -> str:
    return _length_of(file.session) if file.session else ""


def _length_of(session: Session) -> str:
    return "open end" if session.duration is None else words.length(session.duration)


def _remark(file: SessionFile) -> tuple[str, str]:
    """Return what is to be said of a file, and its color."""
    errors = sum(problem.severity == "error" for problem in file.problems)
    if errors:
        return f"✗ {words.count(errors, 'problem')}", "red"
    if file.problems:
        return f"! {words.count(len(file.problems), 'warning')}", "yellow"
    return ("draft: no blocks yet" if file.session and file.session.draft else ""), "dim"


WEEKS: tuple[Column[SessionFile], ...] = (
    Column("Week", lambda file: file.entry.name, style=ACCENT),
    Column("Title", _title, style=lambda file: "" if file.session else "red"),
    Column("Length", _length, right=True),
    Column("Blocks", lambda f: str(len(f.session.blocks)) if f.session else "", right=True),
    Column("", lambda file: _remark(file)[0], style=lambda file: _remark(file)[1]),
)


def week_object(file: SessionFile) -> dict[str, Any]:
    """Return one row of `list --json`."""
    session = file.session
    return {
        "week": session.week if session else None,
        "name": file.entry.name,
        "title": session.title if session else None,
        "duration": session.duration if session else None,
        "blocks": len(session.blocks) if session else 0,
        "draft": bool(session and session.draft),
        "problems": len(file.problems),
        "path": str(file.entry.path),
    }


# show


@dataclass(frozen=True)
class Planned:
    """A session with the plan that it would start with.

    `at` is whether it is known when, so that its blocks have times of day.
    """

    session: Session
    view: View
    clock: words.TimeOfDay
    at: bool = False

    def begins(self, line: BlockView) -> str:
        """Return when a block begins: the time of day, or the time since the start."""
        return self.at_instant(line.begins or self.view.now)

    def at_instant(self, instant: float) -> str:
        return self.clock(instant) if self.at else f"+{words.length(instant - self.view.now)}"


def planned(session: Session, reserve: Reserve | None, begins: float | None = None) -> Planned:
    """Plan `session` as if its first block began at the Unix time `begins`, if that is known."""
    moment = Moment(0.0, math.floor(begins or 0.0))
    wall = None if begins is None else WallClock.read(moment)
    seen = view(new_state(session, reserve, wall=wall), moment)
    return Planned(session, seen, words.TimeOfDay(), at=begins is not None)


def agenda(plan: Planned, width: int) -> RenderableType:
    """Return the agenda for a terminal: a table, a bar, the verdict, then what is in each block."""
    session, view = plan.session, plan.view
    head = Text(visible(inline.plain(session.title)), style="bold")
    head.append(f"   {_summary(session)}", style="not bold dim")
    parts: list[RenderableType] = [head]
    if session.intro.strip():
        parts += [Padding(_text(session.intro), (1, 0, 0, 2))]
    if session.draft:
        return Group(*parts, Text("No blocks yet: this week is a draft.", style="dim"))
    parts += [Text(), table(list(_rows(plan)), ROWS), Text()]
    parts += [Text("  ").append_text(bar(view, max(min(width - 4, 72), 10)))]
    parts += [Text(f"  {verdict(plan)}"), Text()]
    for line in view.blocks:
        inside = list(_inside(line))
        if inside:
            title = visible(inline.plain(line.block.title))
            parts += [Text(f"  {line.number}  {title}", "bold")]
            parts += [Padding(bullet(*row), (0, 0, 0, 5 + 2 * deep)) for deep, *row in inside]
            parts += [Text()]
    return Group(*parts)


def agenda_lines(plan: Planned) -> Iterator[str]:
    """Return the agenda for a pipe: a line for each block and for what is in it."""
    session = plan.session
    yield f"{visible(inline.plain(session.title))} ({_summary(session)})"
    intro = filter(str.strip, inline.plain(session.intro).splitlines())
    yield from (f"\t{visible(line)}" for line in intro)
    if session.draft:
        yield "No blocks yet: this week is a draft."
        return
    for row in _rows(plan):
        yield from lines([row], ROWS)
        for deep, mark, text, _ in _inside(row.line) if row.line else ():
            mark = "-" if mark == "•" else mark
            yield "\t" * (1 + deep) + f"{mark} {' '.join(map(visible, text.splitlines()))}"
    yield verdict(plan)


class _Row(NamedTuple):
    """A block of the plan, or the free time before one that is tied to a time."""

    begins: str
    target: str
    line: BlockView | None = None


def _rows(plan: Planned) -> Iterator[_Row]:
    for line in plan.view.blocks:
        if line.free_before:
            begins = plan.at_instant((line.begins or 0.0) - line.free_before)
            yield _Row(begins, words.length(line.free_before))
        yield _Row(plan.begins(line), words.target(line.target), line)


ROWS: tuple[Column[_Row], ...] = (
    Column("", lambda row: str(row.line.number) if row.line else "", right=True),
    Column("Begins", lambda row: row.begins, right=True),
    Column("Planned", lambda row: row.target, right=True, style=ACCENT),
    Column(
        "Range",
        lambda row: words.range_of(row.line.block.duration) if row.line else "",
        style="dim",
    ),
    Column("Block", lambda row: inline.plain(row.line.block.title) if row.line else "free"),
)


def _summary(session: Session) -> str:
    """`60 min · 4 blocks`."""
    return f"{_length_of(session)} · {words.count(len(session.blocks), 'block')}"


def _inside(line: BlockView) -> Iterator[tuple[int, str, str, str]]:
    """Yield what is in a block, each with how deep it is nested, its mark and its color."""
    for detail in details(line.block, Place.SHOW):
        mark, style = _MARKS.get(detail.field, ("·", "dim"))
        text = detail.text if detail.field in _MARKS else detail.line
        if detail.field == "at" and (why := words.why_not_held(line)):
            text = f"{text}, {why}"
        yield detail.depth, mark, inline.plain(text), style


_MARKS = {"prompts": ("•", ""), "hints": ("i", "dim")}


def _text(text: str) -> Text:
    return Text("\n".join(visible(line) for line in inline.plain(text).splitlines()))


def verdict(plan: Planned) -> str:
    """Return whether the plan fits; if it is known when it begins, when it ends, and what helps."""
    ending, clock = plan.view.ending, plan.clock if plan.at else None
    length = None if ending.hard is None else int(ending.hard - plan.view.now)
    blocks = [line.block for line in plan.view.blocks]
    said = ", ".join(words.outlook(ending, blocks, length, clock))
    remedies = words.remedies(ending, clock) if clock else []
    return f"{said}. {words.CHOOSE} {', '.join(remedies)}" if remedies else said


def bar(view: View, width: int) -> Text:
    """Return the blocks side by side, each as wide as its target; what is to spare stays light."""
    whole = sum(segment.seconds for segment in view.segments) or 1.0
    drawn, done, text = 0, 0.0, Text()
    for number, segment in enumerate(view.segments):
        done += segment.seconds
        cells = round(done / whole * width) - drawn
        drawn += cells
        spare = segment.kind == "in hand"
        text.append(
            ("░" if spare else SHADES[number % 2]) * cells, style="dim" if spare else ACCENT
        )
    return text


def session_object(plan: Planned, base_url: str | None) -> dict[str, Any]:
    """Return `show --json`; a draft has no blocks and so nothing to spare."""
    session, ending = plan.session, plan.view.ending
    skip, shorten = ending.can_skip, ending.can_shorten
    return {
        "week": session.week,
        "title": session.title,
        "duration": session.duration,
        "intro": session.intro,
        "draft": session.draft,
        "in_hand": None if session.draft else ending.slack,
        "would_fit": {
            "skip": None if skip is None else skip.number,
            "shorten": None if shorten is None else shorten.number,
            "fit": ending.can_fit,
        },
        "blocks": [
            _block_object(block, line.target, base_url)
            for block, line in zip(session.blocks, plan.view.blocks, strict=False)
        ],
    }


def _block_object(block: Block, target: int | None, base_url: str | None) -> dict[str, Any]:
    fields = to_builtins(block)
    del fields["duration"]
    return {
        **fields,
        "min": block.duration.min,
        "max": block.duration.max,
        "target": target,
        "prompts": [_prompt_object(prompt) for prompt in block.prompts],
        "links": [
            {"text": link.text, "url": link.url}
            for text in (block.title, *(prompt.text for _, prompt in counted(block.prompts)))
            for link in inline.links(text, base_url)
        ],
    }


def _prompt_object(prompt: Prompt) -> Any:
    told: dict[str, Any] = {"text": prompt.text}
    if prompt.duration is not None:
        told["duration"] = prompt.duration
    if prompt.prompts:
        told["prompts"] = [_prompt_object(inner) for inner in prompt.prompts]
    return told if len(told) > 1 else prompt.text
