"""What can be typed in plain mode: how lines are read, and what is said of what makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.commands import COMMANDS as OF_SCREENS
from homeroom_tui.plain.commands import COMMANDS, Unknown, read
from homeroom_tui.plain.conversation import Conversation
from tests.plain.scripted import HandClock, running_of, transcript

FIVE = TimeRange(300, 300)
A_WEEK = Session(
    "A week", 900, blocks=(Block("One", FIVE), Block("Two", FIVE), Block("Rest", FIVE))
)

ONLY_ON_SCREENS = {
    *("bell", "palette", "guidelines", "copy_result", "menu", "minutes"),
    *("choose", "digits", "edit_file", "projector"),
}
"""Commands of the lobby, the meeting and what stands above them that need a screen, or that other
commands of the command line do."""


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("n\n", ("next", "")),
        ("  NEXT  \r\n", ("next", "")),
        ("N", ("norms", "")),
        ("\n", ("stand", "")),
        (" \n", ("play", "")),
        ("?", ("help", "")),
        ("? why", ("question", "why")),
        ("!call Ben", ("action", "call Ben")),
        ("+2", ("more", "2")),
        ("+ 2 4", ("more", "2 4")),
        ("−1", ("less", "1")),
        ("e 3:00 PM", ("end", "3:00 PM")),
        ("note  two  spaces ", ("note", "two  spaces")),
        ("note 1 − 1", ("note", "1 − 1")),
    ],
)
def test_lines_are_read_as_people_type_them(line, command):
    assert read(line) == command


def test_letters_and_words_stand_once():
    names = [c.letter for c in COMMANDS if c.letter] + [w for c in COMMANDS for w in c.words]
    assert len(names) == len(set(names))


def test_every_command_of_a_meeting_on_the_screen_has_its_like():
    of_meeting = {
        command.id
        for command in OF_SCREENS
        if {"lobby", "meeting", "end", "question"} & set(command.screens) and not command.moves
    }
    stood_for = {name for command in COMMANDS for name in command.stands_for}
    assert of_meeting - stood_for - ONLY_ON_SCREENS == set()
    assert stood_for <= {command.id for command in OF_SCREENS}


def test_an_unknown_word_is_told_with_the_nearest():
    with pytest.raises(Unknown, match=r"There is no command “nxt”\. Did you mean next\?"):
        read("nxt please")


def said(clock: HandClock, *lines: str, session: Session = A_WEEK) -> list[str]:
    """What is answered to the last of these lines, after the meeting started."""
    text = transcript(running_of(session, clock), clock, "\n".join(("p", *lines)))
    everything = text.splitlines()
    return everything[everything.index(f"> {lines[-1]}") + 1 : -1]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("g", "Write the block's number, 1 to 3: g 3"),
        ("g 4", "Write the block's number, 1 to 3: g 3"),
        ("g ²", "Write the block's number, 1 to 3: g 3"),
        ("g 1", "That is the present block."),
        ("+ soon", "'soon' is not a duration. Write for example + 2"),
        ("+ 1 2 3", "Write the minutes, and the block if it is another: + 2, or + 2 4"),
        ("e", "Write when it must be over, e 15:00, or e none for no hard end."),
        ("e 25:00", "There is no such time of day. Write for example 15:00 or 3:00 PM."),
        ("a", "Write how long, then what it is: a 5 Break, or a 5-10 min Questions"),
        ("a Break", "Write how long, then what it is: a 5 Break, or a 5-10 min Questions"),
        ("B", "Write for example B 3"),
        ("b", "This is the first block."),
        ("forget 1", "There is no note yet."),
        ("done 1", "There is no action item yet."),
        ("note", "Write what was said: note We meet on Tuesdays too"),
        ("!", "Write what was said: note We meet on Tuesdays too"),
        (".", "This block has no prompts."),
        ("l", "This block has no links."),
        ("notes", "Nothing is noted yet."),
        ("U", "There is nothing to redo."),
        ("0 2", "That block is not pinned."),
        ("w", "Nobody is in the list. w NAME adds somebody."),
        ("t", "Nobody is here to take turns. w says who is."),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_write(clock, line, answer):
    (spoken,) = said(clock, line)
    assert spoken.endswith(answer)


def test_the_length_of_an_added_block_may_be_any_that_a_file_may_have(clock):
    (spoken,) = said(clock, "a 5-10 min Questions and answers")
    assert "Insert “Questions and answers”" in spoken
    (spoken,) = said(clock, "a 1 h 30")
    assert "Insert “Break”" in spoken


def test_no_hard_end_is_a_word(clock):
    (spoken,) = said(clock, "e none")
    assert spoken == "14:00 Hard end. 5:00 left of 5:00; no hard end, ends 14:15."


# Whatever anybody types or writes


def test_texts_of_others_never_reach_the_terminal_as_more_than_text(untrusted):
    for text in untrusted.values():
        clock = HandClock()
        for line in with_texts(clock, text).split("\n"):
            if not line.startswith("> "):
                assert all(c.isprintable() or c in "\u200c\u200d\xa0\u3000" for c in line), line


def with_texts(clock: HandClock, text: str) -> str:
    """All that is said of a meeting with this text wherever there can be one."""
    blocks = (
        Block(text, FIVE, (Prompt(text, (Prompt(text),)),), (text,), show="norms"),
        Block(text, FIVE),
    )
    running = running_of(Session(text, 600, 3, blocks, text), clock, base_url="https://example.org")
    running.norms_kept = text
    lines = (
        text,
        f"note {text}",
        f"w {text}",
        f"a 5 {text}",
        f"t {text}",
        f"e {text}",
        f"g {text}",
    )
    script = "\n".join(["p", "i", "N", "l", "v", *(" ".join(x.split()) for x in lines), "notes"])
    return transcript(running, clock, script)


typed = st.one_of(
    st.text(max_size=12),
    st.builds(
        "{} {}".format,
        st.sampled_from([name for c in COMMANDS for name in (c.letter, *c.words)]),
        st.one_of(st.just(""), st.integers(0, 20).map(str), st.text(max_size=8)),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(typed, st.integers(0, 400)), max_size=15))
def test_no_line_ever_raises_and_nothing_but_text_is_said(script):
    clock = HandClock()
    written: list[str] = []
    conversation = Conversation(running_of(A_WEEK, clock), written.append)
    conversation.telling.open()
    for line, later in script:
        clock.move(later)
        conversation.telling.tick()
        conversation.take(line)
    assert all("\n" not in line and "\x1b" not in line for line in written)
    kept = conversation.controller.meeting
    assert running_of(A_WEEK, clock, events=kept.events).meeting.state(clock.at) == kept.state(
        clock.at
    )
