"""The commands of plain mode: how lines are read, and what is said of what makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import Block, Prompt, Session, Tie, TimeRange
from homeroom_tui.commands import COMMANDS, typed_commands
from homeroom_tui.plain.conversation import Conversation
from homeroom_tui.plain.reading import Misread, length_and_title, read
from tests.plain.scripted import HandClock, norms_of, running_of, transcript

FIVE = TimeRange(300, 300)
A_WEEK = Session(
    "A week", 900, blocks=(Block("One", FIVE), Block("Two", FIVE), Block("Rest", FIVE))
)

ONLY_ON_SCREENS = {
    *("bell", "palette", "guidelines", "copy_result", "menu", "minutes"),
    *(
        "choose",
        "move_up",
        "move_down",
        "digits",
        "edit_file",
        "projector",
        "copy_block",
        "copy_link",
    ),
}
"""Commands of the lobby, the meeting and what stands above them that need a screen, or that other
commands of the command line do."""

DONE_BY_OTHERS = {
    *("start", "read", "choose_turn", "agenda_go", "agenda_leave", "close"),
}
"""`p` starts and reads out, `t NAME` chooses, `g` goes, `q` closes."""


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
        ("e 3:00 PM", ("hard_end", "3:00 PM")),
        ("note  two  spaces ", ("note", "two  spaces")),
        ("note 1 − 1", ("note", "1 − 1")),
    ],
)
def test_lines_are_read_as_people_type_them(line, command):
    assert read(line) == command


def test_letters_and_words_stand_once():
    typed = [typed for _, typed in typed_commands()]
    names = [t.letter for t in typed if t.letter] + [word for t in typed for word in t.words]
    assert len(names) == len(set(names))


def test_every_command_of_a_meeting_on_the_screen_has_its_like():
    of_meeting = {
        command.id
        for command in COMMANDS
        if {"lobby", "meeting", "end", "question"} & set(command.screens) and not command.moves
    }
    typed = {command.id for command, _ in typed_commands()}
    assert of_meeting - typed - ONLY_ON_SCREENS - DONE_BY_OTHERS == set()


def test_an_unknown_word_is_told_with_the_nearest():
    with pytest.raises(Misread, match=r"There is no command “nxt”\. Did you mean next\?"):
        read("nxt please")


def said(clock: HandClock, *lines: str, session: Session = A_WEEK) -> list[str]:
    """Return what is answered to the last of these lines, after the meeting started."""
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
        ("+ soon", "'soon' is not a duration. Write for example + 2, or + 2 4"),
        ("+ 1 2 3", "'1 2' is not a duration. Write for example + 2, or + 2 4"),
        ("e", "Write when it must be over, e 15:00, or e none for no hard end."),
        ("e 25:00", "There is no such time of day. Write for example 15:00 or 3:00 PM."),
        ("a", "Write how long, then what it is: a 5 Break, or a 5-10 min Questions"),
        ("a Break", "Write how long, then what it is: a 5 Break, or a 5-10 min Questions"),
        ("B", "Write for example B 3"),
        ("b", "This is the first block."),
        ("forget 1", "There is no note yet."),
        ("done 1", "Nothing is open from earlier meetings."),
        ("note", "Write what was said: note We meet on Tuesdays too"),
        ("!", "Write what was said: note We meet on Tuesdays too"),
        (".", "This block has no prompts."),
        ("l", "This block has no links."),
        ("notes", "Nothing is noted yet."),
        ("U", "There is nothing to redo."),
        ("0 2", "That block is not pinned."),
        ("w", "Nobody is listed. w NAME adds a person."),
        ("t", "Nobody is here to take turns. w says who is."),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_write(clock, line, answer):
    (spoken,) = said(clock, line)
    assert spoken.endswith(answer)


def test_the_length_of_an_added_block_may_be_any_that_a_file_may_have(clock):
    (spoken,) = said(clock, "a 5-10 min Questions and answers")
    assert "“Questions and answers” added as block 2." in spoken
    (spoken,) = said(clock, "a 1 h 30")
    assert "“Break” added" in spoken


@pytest.mark.parametrize(
    ("typed", "seconds", "title"),
    [
        ("5 Minutes of the last meeting", 300, "Minutes of the last meeting"),
        ("10 Second reading of the budget", 600, "Second reading of the budget"),
        ("5 M. speaks", 300, "M. speaks"),
        ("5-10 Hour of code", 600, "Hour of code"),
        ("5 S-curves", 300, "S-curves"),
        ("15 Hours, and who works them", 900, "Hours, and who works them"),
        ("5 min Break", 300, "Break"),
        ("5 MIN break", 300, "break"),
        ("90s Stretch", 90, "Stretch"),
        ("1 h 30 min Lunch", 5400, "Lunch"),
        ("5 minutes", 300, ""),
        ("5 minutes Minutes", 300, "Minutes"),
    ],
)
def test_the_title_of_an_added_block_keeps_its_words(typed, seconds, title):
    duration, rest = length_and_title(typed)
    assert (duration.max, rest) == (seconds, title)


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("+ 5 min", "+5 min"),
        ("- 30 s", "−30 s"),
        ("+ 1 h 30", "+90 min"),
        ("+ 1 min 3", "“Rest” pinned"),
    ],
)
def test_more_and_less_take_any_length_and_then_a_block(clock, line, step):
    (spoken,) = said(clock, line)
    assert f" {step}" in spoken


@pytest.mark.parametrize("line", ["n We decided to meet on Tuesdays", "x marks the spot", "f ast"])
def test_a_text_after_a_command_that_stands_alone_is_not_dropped(clock, line):
    (spoken,) = said(clock, line)
    assert spoken.endswith(f"To note a text: note {line.partition(' ')[2]}")


def test_blocks_are_named_by_a_part_of_their_title(clock):
    (spoken, *_) = said(clock, "g tw")
    assert "Block 2 of 3: Two." in spoken
    (spoken,) = said(clock, "g o")
    assert spoken == "Several blocks are called that: 1, 2. Write the number: g 3"


def test_a_rejected_command_names_what_is_typed_here(clock):
    (spoken,) = said(clock, "e none", "f")
    assert spoken == "There is no hard end to fit to. e sets one."
    (spoken,) = said(clock, "x")
    assert spoken == "No round has begun in this block. t begins one."


def test_a_remedy_can_be_typed_as_it_stands(clock):
    blocks = (Block("One", FIVE), Block("Two", FIVE), Block("Three", TimeRange(600, 600)))
    session = Session("Late", 1200, blocks=blocks)
    (spoken,) = said(clock, "e 14:16", session=session)
    remedies = [
        "skip “Two” (s 2)",
        "shorten “Three” to 6 min (- 4 3)",
        "shorten all (f)",
        "end at 14:20 (e 14:20)",
    ]
    for remedy in remedies:
        assert remedy in spoken
        typed = remedy.partition("(")[2].rstrip(")")
        (after,) = said(HandClock(), "e 14:16", typed, session=session)
        assert "late" not in after


def test_a_timer_takes_the_length_of_the_prompt(clock):
    prompts = (Prompt("Write silently", duration=180),)
    week = Session("Week", 3600, blocks=(Block("Study", TimeRange(1800, 1800), prompts),))
    assert "Timer of 3 min." in "\n".join(said(clock, "start", "timer", session=week))


def test_the_agenda_tells_the_times_of_tied_blocks(clock):
    guest = Block("Guest", TimeRange(600, 600), at=Tie(after=2700))
    week = Session("Week", 3600, blocks=(Block("Prepare", TimeRange(600, 1200)), guest))
    agenda = "\n".join(said(clock, "agenda", session=week))
    assert "Free: 25 min\n2. Guest: 10 min, at 14:45" in agenda


def test_no_hard_end_is_a_word(clock):
    (spoken,) = said(clock, "e none")
    assert spoken == "14:00 Hard end. 5:00 left of 5 min; no hard end, ends 14:15."


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
    running.norms_file = norms_of(text)
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
        st.sampled_from([name for _, t in typed_commands() for name in (t.letter, *t.words)]),
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
    now = kept.state(clock.at)
    again = running_of(A_WEEK, clock, events=kept.events, wall=now.wall)
    assert again.meeting.state(clock.at) == now


@pytest.mark.parametrize("answer", ["y", "YES", "F", "finish"])
def test_a_yes_or_the_command_again_finishes(answer):
    clock = HandClock()
    running = running_of(A_WEEK, clock)
    transcript(running, clock, f"p\nF\n{answer}\n")
    assert running.view().playback.value == "finished"


@pytest.mark.parametrize("answer", ["n", "no", ""])
def test_a_no_is_only_an_answer(answer):
    clock = HandClock()
    running = running_of(A_WEEK, clock)
    said = transcript(running, clock, f"p\nF\n{answer}\n")
    assert said.split(f"> {answer}\n")[-1].startswith("Not finished.\nLeft.")
    assert running.view().present.line.number == 1


def test_another_command_instead_of_an_answer_is_done():
    clock = HandClock()
    running = running_of(A_WEEK, clock)
    said = transcript(running, clock, "p\nF\nnote We meet on Tuesdays\nn\n")
    assert "Not finished.\nNoted as 1.\n" in said
    assert running.view().present.line.number == 2
