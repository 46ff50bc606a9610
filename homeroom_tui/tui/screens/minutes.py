"""Save and copy minutes; no file is overwritten without asking."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from homeroom_tui import paths
from homeroom_tui.files import CannotWrite, write_whole
from homeroom_tui.storage.minutes import Minutes, file_name
from homeroom_tui.storage.minutes_markdown import as_markdown
from homeroom_tui.tui.screens.base import FormField, HomeroomScreen


def save_minutes(screen: HomeroomScreen[None], kept: Minutes) -> None:
    """Ask where the minutes of a meeting are to go, and save them there."""
    name, text = file_name(kept), _text(screen, kept)
    field = FormField(
        "The file, or a folder for it",
        paths.in_words(paths.minutes_folder() / name),
        partial(_read_path, name=name),
    )

    def chosen(values: list[Any]) -> None:
        path: Path = values[0]
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
