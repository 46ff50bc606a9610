"""`list` and `show`, for people: tables and a bar on a terminal, plain columns in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import Prompt, Session
from homeroom_tui.agenda.problems import visible
from homeroom_tui.meeting.view import View
from homeroom_tui.output.sessions import Planned

ACCENT = "bold cyan"
SHADES = ("█", "▓")


def weeks(files: Sequence[SessionFile]) -> Table:
    """The sessions of a library, a row each."""
    table = columns("Week", "Title", ">Length", ">Blocks", "")
    for file in files:
        session = file.session
        title = visible(inline.plain(session.title)) if session else "can't be read"
        table.add_row(
            Text(visible(file.entry.name), style=ACCENT),
            Text(title, style="" if session else "red"),
            "" if session is None or session.duration is None else words.length(session.duration),
            str(len(session.blocks)) if session else "",
            _remark(file),
        )
    return table


def _remark(file: SessionFile) -> Text:
    errors = sum(p.severity == "error" for p in file.problems)
    if errors:
        return Text(f"✗ {errors} {'problem' if errors == 1 else 'problems'}", style="red")
    if file.problems:
        count = len(file.problems)
        return Text(f"! {count} {'warning' if count == 1 else 'warnings'}", style="yellow")
    return Text("draft: no blocks yet" if file.session and file.session.draft else "", "dim")


def weeks_plain(files: Iterable[SessionFile]) -> list[str]:
    """The same in a pipe: name, title, length, blocks and remark, with tabs between."""
    return [
        "\t".join(
            (
                visible(file.entry.name),
                visible(inline.plain(file.session.title)) if file.session else "",
                words.length(file.session.duration or 0) if file.session else "",
                str(len(file.session.blocks)) if file.session else "",
                _remark(file).plain,
            )
        )
        for file in files
    ]


def agenda(plan: Planned, clock: words.TimeOfDay, *, at: bool, width: int) -> RenderableType:
    """The agenda of a session as planned: a table, a bar, the verdict, then the prompts.

    With `at` the blocks carry times of day, else the time since the start.
    """
    session, view = plan.session, plan.view
    head = Text(visible(inline.plain(session.title)), style="bold")
    head.append(f"   {summary(session, view)}", style="not bold dim")
    if session.draft:
        return Group(head, Text("No blocks yet: this week is a draft.", style="dim"))
    table = columns(">", "Block", "Range", ">Planned", ">Begins")
    for line in view.blocks:
        begins = line.begins or view.now
        table.add_row(
            str(line.number),
            Text(visible(inline.plain(line.block.title))),
            Text(words.range_of(line.block.duration), style="dim"),
            Text("open" if line.target is None else words.span(line.target), style=ACCENT),
            clock(begins) if at else words.span(begins - view.now),
        )
    parts: list[RenderableType] = [head, Text(), table, Text()]
    parts += [Text("  ").append_text(bar(view, max(min(width - 4, 72), 10)))]
    parts += [Text("  " + verdict(view, clock, at=at)), Text()]
    for line in view.blocks:
        if line.block.prompts:
            parts.append(
                Text(f"  {line.number}  {visible(inline.plain(line.block.title))}", "bold")
            )
            parts += _prompts(line.block.prompts, 5)
            parts.append(Text())
    return Group(*parts)


def summary(session: Session, view: View) -> str:
    """`60 min · 4 blocks`."""
    length = "open end" if session.duration is None else words.length(session.duration)
    count = len(session.blocks)
    return f"{length} · {count} {'block' if count == 1 else 'blocks'}"


def verdict(view: View, clock: words.TimeOfDay, *, at: bool) -> str:
    """Whether the plan fits; with `at`, when it ends."""
    blocks = [line.block for line in view.blocks]
    hard = view.ending.hard
    length = None if hard is None else int(hard - view.now)
    said = ", ".join(words.outlook(view.ending, blocks, length, clock if at else None))
    remedies = words.remedies(view.ending, clock) if at else ()
    return f"{said}: {', '.join(remedies)}" if remedies else said


def bar(view: View, width: int) -> Text:
    """The blocks side by side, each as wide as its target; what is in hand stays light."""
    whole = sum(segment.seconds for segment in view.segments) or 1.0
    drawn, done, text = 0, 0.0, Text()
    for number, segment in enumerate(view.segments):
        done += segment.seconds
        cells = round(done / whole * width) - drawn
        drawn += cells
        in_hand = segment.kind == "in hand"
        text.append(
            ("░" if in_hand else SHADES[number % 2]) * cells, style="dim" if in_hand else ACCENT
        )
    return text


def _prompts(prompts: tuple[Prompt, ...], indent: int) -> list[RenderableType]:
    found: list[RenderableType] = []
    for prompt in prompts:
        line = Table.grid(padding=(0, 1))
        line.add_row("•", Text(visible(inline.plain(prompt.text))))
        found.append(Padding(line, (0, 0, 0, indent)))
        found += _prompts(prompt.prompts, indent + 2)
    return found


def agenda_plain(plan: Planned, clock: words.TimeOfDay, *, at: bool) -> list[str]:
    """The agenda in a pipe: one line for each block and each prompt."""
    session, view = plan.session, plan.view
    lines = [f"{visible(inline.plain(session.title))} ({summary(session, view)})"]
    if session.draft:
        return [*lines, "No blocks yet: this week is a draft."]
    for line in view.blocks:
        begins = line.begins or view.now
        target = "open" if line.target is None else words.span(line.target)
        begin = clock(begins) if at else words.span(begins - view.now)
        title = visible(inline.plain(line.block.title))
        ranged = words.range_of(line.block.duration)
        lines.append(f"{line.number}\t{begin}\t{target}\t{ranged}\t{title}")
        lines += _prompts_plain(line.block.prompts, "\t- ")
    return [*lines, verdict(view, clock, at=at)]


def _prompts_plain(prompts: tuple[Prompt, ...], mark: str) -> list[str]:
    return [
        line
        for prompt in prompts
        for line in (
            mark + visible(inline.plain(prompt.text)),
            *_prompts_plain(prompt.prompts, "\t" + mark),
        )
    ]


def columns(*heads: str) -> Table:
    """A table without frames; a head with `>` stands on the right."""
    table = Table(box=None, pad_edge=True, padding=(0, 2, 0, 0), header_style="dim")
    for head in heads:
        right = head.startswith(">")
        table.add_column(head.lstrip(">"), justify="right" if right else "left")
    return table


def console() -> Console:
    """Where tables go: nothing in a text is taken for markup, an emoji's name or a number."""
    return Console(markup=False, emoji=False, highlight=False)
