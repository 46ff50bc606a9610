"""The sessions of a page as files: canonical YAML with a comment for each guess."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from homeroom_tui.agenda.model import Series, Session
from homeroom_tui.agenda.problems import shorten, visible
from homeroom_tui.agenda.writer import write_session
from homeroom_tui.importer.report import Guess

SERIES = "series.yaml"
_LONGEST_COMMENT = 60
_LONGEST_NAME = 60
_RESERVED = ("series", "group")


class CannotWrite(Exception):
    """Nothing was written; its text says why and what to do."""


def names(sessions: Iterable[Session]) -> list[str]:
    """The file names of sessions, `week-3.yaml` or after their title, each different."""
    found: dict[str, None] = {}
    latest: dict[str, int] = {}
    for session in sessions:
        stem = f"week-{session.week}" if session.week else _slug(session.title)
        name = f"{stem}.yaml"
        while name in found:
            latest[stem] = latest.get(stem, 1) + 1
            name = f"{stem}-{latest[stem]}.yaml"
        found[name] = None
    return list(found)


def _slug(title: str) -> str:
    slug = re.sub(r"[\W_]+", "-", title.lower())[:_LONGEST_NAME].strip("-")
    return slug if slug and slug not in _RESERVED else "session"


def session_yaml(session: Session, guesses: Iterable[Guess], page: str) -> str:
    """The YAML of a session, with the guesses as comments above what was guessed.

    `page` is the name of the page's file. Reads back as the same session.
    """
    comments: dict[tuple[int | None, str], list[str]] = {}
    for guess in guesses:
        comment = f"# Guess, line {guess.line}: {visible(guess.guess)}"
        if guess.field == "prompts":
            comment += f": {visible(shorten(guess.text, _LONGEST_COMMENT))}"
        comments.setdefault((guess.block, guess.field), []).append(comment)
    first, *lines = write_session(session).splitlines()
    written = [first, f"# From {visible(shorten(page, _LONGEST_COMMENT))}."]
    block: int | None = None
    in_blocks = False
    for line in lines:
        in_blocks = in_blocks or line == "blocks:"
        if in_blocks and line.startswith("  - title: "):
            block = 0 if block is None else block + 1
        margin = "    " if block is not None else ""
        field = re.match(rf"(?:{margin}|  - )([a-z]+):", line)
        for comment in comments.pop((block, field[1]), []) if field else []:
            written.append(f"{margin}{comment}")
        written.append(line)
    return "\n".join(written) + "\n"


def series_yaml(series: Series) -> str:
    """The YAML of what the sessions have in common."""
    lines = [f"title: {_quoted(series.title)}"]
    if series.base_url:
        lines.append(f"base_url: {_quoted(series.base_url)}")
    guidelines = series.guidelines.split("\n")
    if series.guidelines and all(line.isprintable() for line in guidelines):
        lines += ["guidelines: |-", *(f"  {line}".rstrip() for line in guidelines)]
    elif series.guidelines:
        lines.append(f"guidelines: {_quoted(series.guidelines)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text)


def write_files(folder: Path, texts: dict[str, str], force: bool) -> tuple[Path, ...]:
    """Writes files of a folder, which is made if it is not there, each whole or not at all.

    Raises `CannotWrite`, before anything is written, if one is there already and `force` is not
    set; and when the folder can't be written to, with none of the new files left behind.
    """
    paths = [folder / name for name in texts]
    there = [path.name for path in paths if os.path.lexists(path)]
    if there and not force:
        raise CannotWrite(
            f"{visible(str(folder))} has {_listed(there)} already; nothing was written."
            " Choose another folder with --out, or overwrite with --force."
        )
    waiting: list[tuple[Path, Path]] = []
    done: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts.values(), strict=True):
            beside = path.with_name(f".{path.name}.{os.getpid()}.new")
            waiting.append((beside, path))
            _write(beside, text)
        for beside, path in waiting:
            if force:
                os.replace(beside, path)
            else:
                os.link(beside, path)
                done.append(path)
    except OSError as error:
        _remove(done)
        reason = error.strerror or "it failed"
        raise CannotWrite(f"{visible(str(folder))} can't be written to: {reason}.") from None
    finally:
        _remove(beside for beside, _ in waiting)
    return tuple(paths)


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        with suppress(OSError):  # on a disk that fails it stays
            path.unlink(missing_ok=True)


def _take_away(path: Path) -> None:
    """Remove a file, if the disk lets it be done."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with open(opened, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _listed(names: list[str]) -> str:
    shown = ", ".join(visible(name) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
