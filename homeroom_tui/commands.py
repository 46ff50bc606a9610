"""Every command there is, in one table: keys, footer, palette, help and README follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

Keys = Mapping[str, Sequence[str]]
"""Keys that a user has chosen: command id → keys, in the place of those in the table."""


class Command(Struct, frozen=True):
    """What a person can ask for on some of the screens.

    `keys` are Textual key names or the character typed; the first is the one shown. `label` is a
    word for the footer, where neighbours with the same label stand together ("+ − Minute").
    `help` says what it does. The higher `priority`, the longer it stays in a narrowing footer;
    0 is never shown there. `moves` marks those that only move a cursor or a text, which nobody
    looks for in the palette. A screen answers with its method `do_<id>`.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    screens: tuple[str, ...]
    priority: int = 0
    moves: bool = False


MENU = ("menu",)
MEETING = ("meeting",)
BEFORE = ("lobby", "meeting")
STEPS = ("lobby", "meeting", "end")
END = ("end",)
READ = ("menu", "lobby")
LINKS = ("lobby", "meeting", "end", "guidelines")
QUESTION = ("question",)
ALL = ("menu", "lobby", "meeting", "end", "guidelines")
CLOSED_BY_ESCAPE = (
    "lobby",
    "end",
    "guidelines",
    "help",
    "question",
    "entry",
    "writing",
    "notes",
    "people",
)
LEFT = (*ALL, "help", "question", "notes", "people")
LISTS = ("question", "notes", "people")

# Where two commands of a screen share a key, the first that applies at the moment gets it: so
# those of the agenda, which apply only while it has the cursor, come before the meeting's own.
COMMANDS = (
    Command("open", ("enter",), "Open", "Open the week under the cursor", "Weeks", MENU, 9),
    Command("edit", ("e",), "Edit", "Edit the week's file", "Weeks", MENU, 7),
    Command("new", ("n",), "New", "Write a new week", "Weeks", MENU, 6),
    Command("find", ("/",), "Find", "Find a week by a word of it", "Weeks", MENU, 6),
    Command("resume", ("r",), "Resume", "Go on with a meeting that stopped", "Weeks", MENU, 8),
    Command("unfind", ("escape",), "All weeks", "Show all weeks again", "Weeks", MENU, 8),
    Command("cursor_up", ("up",), "Up", "One week up", "Weeks", MENU, 0, True),
    Command("cursor_down", ("down",), "Down", "One week down", "Weeks", MENU, 0, True),
    Command("page_up", ("pageup",), "Page up", "A page up", "Weeks", MENU, 0, True),
    Command("page_down", ("pagedown",), "Page down", "A page down", "Weeks", MENU, 0, True),
    Command("preview_up", ("shift+up",), "Read", "Read further up", "Weeks", MENU, 0, True),
    Command("preview_down", ("shift+down",), "Read", "Read further down", "Weeks", MENU, 0, True),
    Command("first", ("home",), "First", "The first week", "Weeks", MENU, 0, True),
    Command("last", ("end",), "Last", "The last week", "Weeks", MENU, 0, True),
    Command("start", ("space",), "Start", "Start the meeting", "Meeting", ("lobby",), 10),
    Command("agenda_go", ("enter",), "Go there", "Go to this block", "Agenda", MEETING, 10),
    Command("agenda_up", ("up",), "Choose", "One block up", "Agenda", BEFORE, 8, True),
    Command("agenda_down", ("down",), "Choose", "One block down", "Agenda", BEFORE, 8, True),
    Command("agenda_page_up", ("pageup",), "Page up", "A page up", "Agenda", BEFORE, 0, True),
    Command("agenda_page_down", ("pagedown",), "Page down", "A page down", "Agenda", BEFORE, 0,
            True),
    Command("unpin", ("0",), "Unpin", "Leave the block's time to the plan", "Agenda", BEFORE, 7),
    Command("agenda_leave", ("escape", "tab"), "Meeting", "Leave the agenda", "Agenda", MEETING,
            10),
    Command("play", ("space",), "Pause", "Pause, or go on", "Meeting", MEETING, 10),
    Command("next", ("right", "enter"), "Next", "Move on to the next block", "Meeting", MEETING, 9),
    Command("back", ("left",), "Back", "Go back to the block before", "Meeting", MEETING, 8),
    Command("turn", ("t",), "Turn", "The next turn; the first begins a round", "Turns", MEETING, 8),
    Command("pass_turn", ("p",), "Pass", "Who speaks will speak last", "Turns", MEETING, 3),
    Command("choose_turn", ("T",), "Choose", "Choose who speaks, or how a round goes", "Turns",
            MEETING, 1),
    Command("people", ("w",), "Who", "Who is here, and who facilitates", "Turns", BEFORE, 3),
    Command("toggle_person", ("space", "enter"), "Here", "Here, or not here", "Turns",
            ("people",)),
    Command("add_person", ("a",), "Add", "Add somebody", "Turns", ("people",)),
    Command("facilitate", ("f",), "Facilitates", "This one facilitates", "Turns", ("people",)),
    Command("more", ("+", "="), "Minute", "A minute more for the block", "Time", BEFORE, 7),
    Command("less", ("-",), "Minute", "A minute less for the block", "Time", BEFORE, 7),
    Command("prompt_up", ("up",), "Prompt", "The prompt before", "Prompts", MEETING, 6, True),
    Command("prompt_down", ("down",), "Prompt", "The next prompt", "Prompts", MEETING, 6, True),
    Command("undo", ("u",), "Undo", "Take back the last step", "Meeting", STEPS, 5),
    Command("redo", ("U",), "Redo", "Do again what was taken back", "Meeting", BEFORE, 1),
    Command("note", ("n",), "Note", "Write a note", "Notes", (*STEPS, "notes"), 5),
    Command("edit_note", ("enter", "e"), "Edit", "Change this note", "Notes", ("notes",)),
    Command("delete_note", ("d", "delete"), "Delete", "Delete this note", "Notes", ("notes",)),
    Command("actions", ("x",), "Tick", "Tick an action of the last time", "Notes", ("lobby",), 5),
    Command("notes", ("l",), "Notes", "List the notes, to edit or delete", "Notes", STEPS, 2),
    Command("norms", ("N",), "Norms", "Read and change the group's norms", "Notes", STEPS, 1),
    Command("hints", ("i",), "Hints", "Show or hide the hints to the block", "Notes", MEETING, 3),
    Command("minutes", ("m",), "Minutes", "Save the minutes, and copy them", "Notes", END, 9),
    Command("agenda", ("tab",), "Agenda", "Choose a block in the agenda", "Agenda", MEETING, 3),
    Command("skip", ("s",), "Skip", "Skip the block, or take it in again", "Blocks", BEFORE, 2),
    Command("go_to", ("g",), "Go to", "Go to a block by its name", "Blocks", MEETING, 1),
    Command("insert", ("a",), "Add", "Add a block before the next one", "Blocks", BEFORE),
    Command("fit", ("f",), "Fit", "Shorten what is left, so as to end on time", "Time", BEFORE, 4),
    Command("hard_end", ("E",), "Hard end", "Set when the meeting must be over", "Time", BEFORE, 2),
    Command("backdate", ("B",), "Backdate", "It began some minutes ago", "Time", BEFORE),
    Command("finish", ("F",), "Finish", "Finish the meeting", "Meeting", MEETING, 1),
    Command("open_link", ("o",), "Open link", "Open a link in the browser", "Share", LINKS, 1),
    Command("copy_link", ("y",), "Copy link", "Copy a link for the chat", "Share", LINKS),
    Command("copy_block", ("Y",), "Copy", "Copy the block for the chat", "Share", MEETING),
    Command("copy_result", ("Y",), "Copy", "Copy the times for the chat", "Share", END, 8),
    Command("menu", ("enter",), "Menu", "Go back to the menu", "Screen", END, 10),
    Command("projector", ("z",), "Projector", "Large digits and prompts, for a shared screen",
            "Screen", MEETING, 1),
    Command("digits", ("d",), "Digits", "Hide the countdown, or show it", "Screen", MEETING),
    Command("edit_file", ("e",), "Edit", "Edit the session's file", "Screen", BEFORE),
    Command("bell", ("b",), "Bell", "Turn the bell on or off", "Screen", BEFORE),
    Command("guidelines", ("g",), "Guidelines", "Read the guidelines", "Screen", READ, 5),
    Command("help", ("?",), "Help", "What can be done now", "Screen", ALL, 8),
    Command("palette", ("ctrl+p",), "Commands", "Find a command by its words", "Screen", ALL),
    Command("choice_up", ("up", "left"), "Up", "The one before", "Answer", LISTS, 0, True),
    Command("choice_down", ("down", "right"), "Down", "The next one", "Answer", LISTS, 0, True),
    Command("choose", ("enter",), "Choose", "Take this one", "Answer", QUESTION),
    Command("close", ("escape",), "Back", "Go back", "Screen", CLOSED_BY_ESCAPE),
    Command("leave", ("q",), "Leave", "Leave this screen; from the menu, quit", "Screen", LEFT, 6),
)  # fmt: skip

ALSO: Mapping[str, str] = {
    "open": "choose select session",
    "new": "create add session",
    "resume": "continue restore crashed",
    "start": "begin go",
    "play": "stop hold resume continue wait",
    "next": "forward skip advance",
    "back": "previous return",
    "turn": "speaker round person",
    "pass_turn": "speaker later person",
    "choose_turn": "speaker order round person",
    "people": "attendance participants members persons absent",
    "more": "longer extend add time",
    "less": "shorter reduce time",
    "undo": "revert mistake",
    "redo": "repeat again",
    "note": "write action item question todo",
    "norms": "rules agreements",
    "hints": "facilitator help",
    "minutes": "export report summary write",
    "skip": "drop leave out omit",
    "go_to": "jump",
    "insert": "break new extra block",
    "fit": "squeeze late catch up shrink",
    "hard_end": "deadline end time",
    "backdate": "earlier late forgot",
    "finish": "end stop over close",
    "open_link": "url address website",
    "copy_link": "url address",
    "copy_block": "questions prompts",
    "copy_result": "summary",
    "projector": "bigger larger zoom full screen",
    "digits": "timer clock numbers",
    "edit_file": "change yaml",
    "bell": "sound ring beep mute alert",
    "guidelines": "rules",
    "help": "keys shortcuts",
    "leave": "quit exit close",
}
"""What else people call it: words that the palette finds a command by, and nothing shows."""

_KEY_LABELS = {
    "space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab", "pageup": "PgUp",
    "pagedown": "PgDn", "home": "Home", "end": "End", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "-": "−", "plus": "+", "minus": "−", "backspace": "Backspace", "delete": "Del",
}  # fmt: skip


def commands_of(screen: str) -> Iterator[Command]:
    """The commands of a screen, in the table's order."""
    return (command for command in COMMANDS if screen in command.screens)


def keys_of(command: Command, chosen: Keys) -> tuple[str, ...]:
    """The keys of a command: those that the user has chosen, else the table's."""
    return tuple(chosen.get(command.id, command.keys))


def key_label(key: str) -> str:
    """How a key is written for people: `ctrl+p` is `Ctrl+P`, `right` is `→`."""
    if key in _KEY_LABELS:
        return _KEY_LABELS[key]
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if not modifiers:
        return last if len(last) == 1 else last.capitalize()
    return "+".join([*(word.capitalize() for word in modifiers), key_label(last).upper()])


def key_table(screen: str = "meeting") -> str:
    """The commands of a screen as a Markdown table with the columns Key and What it does."""
    rows = [
        f"| {' or '.join(f'`{key_label(key)}`' for key in command.keys)} | {command.help} |"
        for command in commands_of(screen)
    ]
    return "\n".join(["| Key | What it does |", "| --- | --- |", *rows]) + "\n"
