"""Texts that anybody could write show letter for letter on every screen of the meeting."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.tui.text import block_text, visible
from tests.tui.sitting import of_session


def block(text: str) -> Block:
    return Block(text, TimeRange(60, 120), (Prompt(text, (Prompt(text),)), Prompt(text)))


def session(*texts: str) -> Session:
    return Session(texts[0], 180, 1, tuple(map(block, texts)), intro="\n\n".join(texts))


def tame(screen: str) -> bool:
    """Return whether a screen has nothing in it that a terminal would obey."""
    return all(character.isprintable() or character in "\n\u200c\u200d" for character in screen)


def within(text: str, screen: str) -> bool:
    """Return whether the beginning of a text can be read somewhere."""
    return visible(plain(text))[:20].strip() in screen


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_prompts_and_titles_of_blocks(run, clock, untrusted, size):
    async with of_session(run, clock, session(*untrusted.values()), size) as meeting:
        await meeting.press("space")
        for text in untrusted.values():
            assert tame(meeting.text)
            assert within(text, meeting.text)
            await meeting.press("right")


@pytest.mark.parametrize("size", [(100, 30), (40, 12)])
async def test_agenda_intro_questions_toasts_and_verdict(run, clock, untrusted, size):
    async with of_session(run, clock, session(*untrusted.values()), size) as meeting:
        seen = [meeting.text]
        for keys in (["space"], ["g"], ["escape", "tab", "+"], ["down", "s", "u"], ["escape"]):
            await meeting.press(*keys)
            seen.append(meeting.text)
        await meeting.later(600)
        seen.append(meeting.text)
        await meeting.press("F", "y")
        seen.append(meeting.text)
        assert all(map(tame, seen))
        assert all(within("[Warm up] chat", screen) for screen in (seen[0], seen[2], seen[-1]))


async def test_the_title_of_a_session(run, clock, untrusted):
    async with of_session(run, clock, session("Calm")) as meeting:
        for text in untrusted.values():
            await meeting.open(session(text))
            header = meeting.text.splitlines()[0]
            assert tame(header)
            assert within(text, header)


def test_what_is_copied_for_the_chat(untrusted):
    assert all(tame(block_text(block(text), "https://example.org")) for text in untrusted.values())


async def test_a_long_title_leaves_room_for_the_prompts(run, clock):
    long = Block("word " * 200, TimeRange(60, 60), (Prompt("What now?"),))
    async with of_session(run, clock, Session("Long", 60, blocks=(long,))) as meeting:
        await meeting.press("space")
        assert "word…" in meeting.text
        assert "▸ What now?" in meeting.text


async def test_what_is_typed_is_text_too(run, clock, untrusted):
    async with of_session(run, clock, session("Calm")) as meeting:
        await meeting.press("space", "a")
        field = meeting.pilot.app.screen.focused
        assert isinstance(field, Input)
        field.value = untrusted["brackets"] + untrusted["escape"]
        await meeting.press("enter", "right")
        assert tame(meeting.text)
        assert within(untrusted["brackets"], meeting.text)
