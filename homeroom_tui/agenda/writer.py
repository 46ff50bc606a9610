"""A session to its canonical YAML, which reads back as the same session."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import Block, Prompt, Reserve, Session

MODELINE = "# yaml-language-server: $schema=session.schema.json"
"""The first line of a session file, by which editors find the schema beside it."""

_PLAIN = re.compile(r"[^\W\d_](?:[ -~\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\U00010000-\U0010ffff])*")
_NOT_PLAIN = re.compile(r": |:$| #|^(?:true|false|yes|no|on|off|y|n|null)$", re.IGNORECASE)
_UNSAFE = re.compile("[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")


def write_session(session: Session) -> str:
    """The YAML of a session, with the modeline and a newline at the end."""
    return "\n".join([MODELINE, *_session(session)]) + "\n"


def _session(session: Session) -> Iterator[str]:
    yield f"title: {_text(session.title, 0)}"
    if session.week is not None:
        yield f"week: {session.week}"
    if session.duration is not None:
        yield f"duration: {write_seconds(session.duration)}"
    if session.intro:
        yield f"intro: {_text(session.intro, 0)}"
    if session.reserve is not None:
        yield f"reserve: {_reserve(session.reserve)}"
    if session.blocks:
        yield "blocks:"
    for block in session.blocks:
        yield from _item(_block(block), 2)


def _block(block: Block) -> Iterator[str]:
    yield f"title: {_text(block.title, 4)}"
    yield f"duration: {write(block.duration)}"
    if block.turns is not False:
        yield f"turns: {'true' if block.turns is True else write_seconds(block.turns)}"
    if block.advance is not None:
        yield f"advance: {block.advance}"
    if block.show is not None:
        yield f"show: {block.show}"
    yield from _prompts(block.prompts, 4)
    if block.hints:
        yield "hints:"
        for hint in block.hints:
            yield f"  - {_text(hint, 6)}"


def _prompts(prompts: tuple[Prompt, ...], indent: int) -> Iterator[str]:
    if prompts:
        yield "prompts:"
    for prompt in prompts:
        if not prompt.prompts:
            yield f"  - {_text(prompt.text, indent + 2)}"
            continue
        yield f"  - text: {_text(prompt.text, indent + 4)}"
        for line in _prompts(prompt.prompts, indent + 4):
            yield f"    {line}"


def _item(lines: Iterator[str], indent: int) -> Iterator[str]:
    """Lines as one item of a list whose dashes stand `indent` spaces in."""
    lead = "- "
    for line in lines:
        yield f"{' ' * indent}{lead}{line}"
        lead = "  "


def _reserve(reserve: Reserve) -> str:
    if reserve.share is not None:
        return f"{reserve.share * 100:g}%"
    return write_seconds(reserve.seconds or 0)


def _text(text: str, indent: int) -> str:
    """A text as a value in a field or item that begins `indent` spaces in."""
    lines = text.split("\n")
    if len(lines) > 1 and all(line.isprintable() for line in lines):
        margin = " " * (indent + 2)
        return "\n".join(["|-", *(f"{margin}{line}" if line else "" for line in lines)])
    if _PLAIN.fullmatch(text) and not _NOT_PLAIN.search(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
