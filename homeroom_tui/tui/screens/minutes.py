"""The minutes of a meeting: read, saved and copied. No file is overwritten without asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui import paths
from homeroom_tui import wording as words
from homeroom_tui.files import CannotWrite, write_whole
from homeroom_tui.meeting.notes import Kind
from homeroom_tui.storage.minutes import BlockMinutes, Minutes, file_name
from homeroom_tui.storage.minutes_markdown import as_markdown, from_to, long_date, outcome, took
from homeroom_tui.tui.screens.base import FormField, HomeroomScreen
from homeroom_tui.tui.screens.page import PageScreen
from homeroom_tui.tui.text import hang, inline, literal, prose, short_title, stack, visible
from homeroom_tui.tui.widgets.notes import MARKS, STYLES

MEASURE = 96
"""Cells: lines longer than this are hard to read."""


class MinutesScreen(PageScreen):
    """Shows the minutes of one meeting."""

    PLACE = "minutes"

    def __init__(self, kept: Minutes) -> None:
        super().__init__(Content.styled("Minutes", "bold"), words.date_text(kept.ended))
        self._kept = kept

    def lay(self, width: int) -> Content:
        return minutes_text(self._kept, self.homeroom.times().hours, width)

    def do_minutes(self) -> None:
        save_minutes(self, self._kept)

    def do_copy_result(self) -> None:
        copy_minutes(self, self._kept)


def save_minutes(screen: HomeroomScreen[None], kept: Minutes) -> None:
    """Ask where the minutes of a meeting are to go, and save them there."""
    name, text = file_name(kept), _text(screen, kept)
    field = FormField(
        "The file, or a folder for it",
        paths.in_words(paths.minutes_folder() / name),
        partial(_read_path, name=name),
    )

    def chosen(path: Path) -> None:
        save = partial(_save, screen, path, text)
        if path.exists():
            there = f"{paths.in_words(path)} already exists."
            screen.homeroom.confirm(f"Write over {path.name}?", save, text=there)
        else:
            save()

    screen.homeroom.enter("Save the minutes", [field], chosen)


def copy_minutes(screen: HomeroomScreen[None], kept: Minutes) -> None:
    """Copy the minutes of a meeting for the chat."""
    screen.homeroom.copy(_text(screen, kept), "the minutes")


def _text(screen: HomeroomScreen[None], kept: Minutes) -> str:
    return as_markdown(kept, screen.homeroom.times().hours)


def _save(screen: HomeroomScreen[None], path: Path, text: str) -> None:
    app = screen.homeroom
    screen.app.copy_to_clipboard(text)
    try:
        write_whole(path, text.encode(errors="replace"))
    except CannotWrite as error:
        message = (
            f"{paths.in_words(path)} can't be written: {error.reason}. The minutes are copied."
        )
        app.say(message, "warning")
    else:
        app.say(f"Saved in {paths.in_words(path)}, and copied for the chat")


def _read_path(text: str, name: str) -> Path:
    """The file to write to. Raises ValueError for what cannot be one."""
    if not text.strip() or "\0" in text:
        raise ValueError("Write the path of a file, for example ~/minutes.md.")
    try:
        path = Path(text.strip()).expanduser()
        path = path / name if path.is_dir() else path
        if path.parent != paths.minutes_folder() and not path.parent.is_dir():
            raise ValueError(f"There is no folder {paths.in_words(path.parent)}.")
    except (OSError, RuntimeError):
        raise ValueError("That path can't be looked at. Write another.") from None
    return path


def minutes_text(kept: Minutes | None, hours: int, width: int) -> Content:
    """The minutes laid out for `width` cells."""
    if kept is None:
        return Content("")
    width = min(width, MEASURE)
    title = Content(words.of_week(kept.week)) + short_title(kept.title, kept.base_url)
    parts = [hang(title.stylize("bold"), width)]
    parts += [hang(literal(line).stylize("$muted"), width) for line in _about(kept, hours)]
    parts += [Content(""), *_blocks(kept, width)]
    for kind, texts in (
        (Kind.ACTION, kept.actions),
        (Kind.DECISION, kept.decisions),
        (Kind.QUESTION, kept.questions),
    ):
        parts += _section(words.NOTE_HEADINGS[kind], kind, texts, width)
    for block in kept.blocks:
        parts += _said(block, kept.base_url, width)
    parts += _section("The whole meeting", Kind.NOTE, kept.notes, width)
    if kept.norms is not None:
        parts += [
            Content(""),
            Content.styled("Norms, as changed", "bold"),
            prose(kept.norms, width),
        ]
    return stack(parts)


def _about(kept: Minutes, hours: int) -> Iterator[str]:
    yield long_date(kept)
    if kept.began is not None:
        yield words.capital(from_to(kept, hours))
    if kept.group:
        yield kept.group
    if kept.people:
        yield f"Here: {', '.join(kept.people)}"
    if kept.facilitator:
        yield f"Facilitator: {kept.facilitator}"


def _blocks(kept: Minutes, width: int) -> Iterator[Content]:
    column = max((len(words.length(block.actual)) for block in kept.blocks), default=0)
    for block in kept.blocks:
        planned = f"{words.range_of(block.range)}, {outcome(block)}"
        margin = f"{took(block).rjust(column)}  "
        title = hang(short_title(block.title, kept.base_url), width, margin)
        yield title.stylize("$accent", 0, len(margin))
        yield hang(Content(planned), width, " " * len(margin)).stylize("$muted")
        spoke = ", ".join(
            visible(one.name) + ("" if one.seconds is None else f" {words.length(one.seconds)}")
            for one in block.spoke
        )
        if spoke:
            yield hang(Content(f"turns: {spoke}"), width, " " * len(margin)).stylize("$muted")


def _said(block: BlockMinutes, base_url: str | None, width: int) -> Iterator[Content]:
    if block.said:
        yield from (Content(""), hang(short_title(block.title, base_url).stylize("bold"), width))
    for prompt in block.said:
        if prompt.text is not None:
            yield hang(inline(prompt.text, base_url).stylize("$muted"), width, "  ")
        yield from _items(Kind.NOTE, prompt.notes, width)


def _section(title: str, kind: Kind, texts: Iterable[str], width: int) -> list[Content]:
    items = list(_items(kind, texts, width))
    return [Content(""), Content.styled(title, "bold"), *items] if items else []


def _items(kind: Kind, texts: Iterable[str], width: int) -> Iterator[Content]:
    mark = f"  {MARKS[kind]} "
    for text in texts:
        line = hang(literal(text, lines=True), width, mark)
        yield line.stylize(STYLES[kind], 0, cell_len(mark))
