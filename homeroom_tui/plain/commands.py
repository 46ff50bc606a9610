"""What can be typed in plain mode: one table, from which reading, help and the docs follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from homeroom_tui.agenda.kinds import nearest


class PlainCommand(NamedTuple):
    """A command of plain mode: `words` name it, the first also in the code; `letter` is short.

    Letters count in the case given, words in any. `argument` is how what may follow is written,
    in brackets where it may be left out. `stands_for` are the commands of the screens that it
    does the work of.
    """

    letter: str
    words: tuple[str, ...]
    argument: str
    help: str
    stands_for: tuple[str, ...] = ()


COMMANDS = (
    PlainCommand("p", ("play", "start", "pause", "resume"), "", "start, pause, go on",
                 ("play", "start")),
    PlainCommand("n", ("next",), "", "move on to the next block", ("next",)),
    PlainCommand("b", ("back",), "", "go back to the block before", ("back",)),
    PlainCommand("g", ("go",), "BLOCK", "go to a block, by its number",
                 ("go_to", "agenda", "agenda_go", "agenda_up", "agenda_down", "agenda_leave")),
    PlainCommand("+", ("more",), "[MINUTES] [BLOCK]", "more time for this block, or for another",
                 ("more",)),
    PlainCommand("-", ("less",), "[MINUTES] [BLOCK]", "less time", ("less",)),
    PlainCommand("0", ("unpin",), "BLOCK", "leave a block's time to the plan again", ("unpin",)),
    PlainCommand("s", ("skip",), "[BLOCK]", "skip a block, or take it in again", ("skip",)),
    PlainCommand("a", ("add",), "MINUTES [TITLE]", "add a block before the next one",
                 ("insert",)),
    PlainCommand("f", ("fit",), "", "shorten what is left, so as to end on time", ("fit",)),
    PlainCommand("e", ("end",), "TIME or none", "when the meeting must be over", ("hard_end",)),
    PlainCommand("B", ("began",), "MINUTES", "the next block, or the meeting, began so long ago",
                 ("backdate",)),
    PlainCommand("u", ("undo",), "", "take back the last step", ("undo",)),
    PlainCommand("U", ("redo",), "", "do again what was taken back", ("redo",)),
    PlainCommand("t", ("turn",), "[NAME]", "begin a round, or the next turn in it",
                 ("turn", "choose_turn")),
    PlainCommand("x", ("pass",), "", "who speaks will speak last", ("pass_turn",)),
    PlainCommand("w", ("who",), "[NAME]", "who is here; with a name, somebody comes or goes",
                 ("people",)),
    PlainCommand("", ("facilitator",), "[NAME]", "who facilitates; with a name, they do"),
    PlainCommand(".", ("down",), "", "the next prompt", ("prompt_down",)),
    PlainCommand(",", ("up",), "", "the prompt before", ("prompt_up",)),
    PlainCommand("", ("note",), "TEXT", "note what the group said", ("note",)),
    PlainCommand("!", ("action",), "TEXT", "note an action item"),
    PlainCommand("?", ("question",), "TEXT", "note a question to take along"),
    PlainCommand("", ("notes",), "", "the notes, with their numbers", ("notes",)),
    PlainCommand("", ("forget",), "NUMBER", "delete a note", ("delete_note", "edit_note")),
    PlainCommand("", ("actions",), "", "the action items of the last meeting", ("actions",)),
    PlainCommand("", ("done",), "NUMBER", "tick one of them, or take the tick back"),
    PlainCommand("i", ("hints",), "", "the block's hints, for the facilitator", ("hints",)),
    PlainCommand("N", ("norms",), "", "the group's norms", ("norms",)),
    PlainCommand("l", ("links",), "", "the block's links",
                 ("open_link", "copy_link", "copy_block")),
    PlainCommand("v", ("view", "agenda"), "", "the whole agenda as it stands"),
    PlainCommand("", ("help",), "", "this list; ? alone too", ("help",)),
    PlainCommand("F", ("finish",), "", "finish the meeting; asks", ("finish",)),
    PlainCommand("q", ("leave", "quit"), "", "leave; the meeting can be resumed",
                 ("leave", "close")),
)  # fmt: skip

ENTER = "an empty line says where the meeting stands, a single space is p"

_SIGNS = "−" + "".join(c.letter for c in COMMANDS if not c.letter.isalnum())
_FIRST = re.compile(rf"([{re.escape(_SIGNS)}]|[^\s{re.escape(_SIGNS)}]+)\s*(.*)", re.DOTALL)


class Unknown(ValueError):
    """What was typed is no command; says which is nearest."""


def read(line: str) -> tuple[str, str]:
    """The command that a line begins with, by its first word, and what follows it.

    Raises Unknown. An empty line is `stand`, one of spaces is `play`, `?` alone is `help`.
    """
    text = line.rstrip("\r\n")
    if not text.strip():
        return ("play" if text else "stand"), ""
    found = _FIRST.match(text.strip())
    assert found is not None
    name, rest = found[1].replace("−", "-"), found[2].strip()
    if name == "?" and not rest:
        return "help", ""
    for command in COMMANDS:
        if name == command.letter or name.lower() in command.words:
            return command.words[0], rest
    words = [word for command in COMMANDS for word in command.words]
    near = nearest(name, words)
    meant = f" Did you mean {near}?" if near else ""
    raise Unknown(f"There is no command “{name[:40]}”.{meant} ? lists them.")


def listed() -> Iterator[str]:
    """A line of help for each command."""
    for command in COMMANDS:
        named = " or ".join(filter(None, [command.letter, command.words[0]]))
        yield f"{named}{f' {command.argument}' if command.argument else ''}: {command.help}"
    yield ENTER
