"""Every command, in one table: keys, footer, palette, help, plain mode and docs follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

Keys = Mapping[str, Sequence[str]]
"""Keys that a user has chosen: command id → keys, in the place of those in the table."""


class Typed(Struct, frozen=True):
    """The input for a command in plain mode: the `letter`, whose case counts, or any of `words`.

    `argument` is how what may follow is written, in brackets where it may be left out. `help`
    stands in the place of the command's own where plain mode does it in another way.
    """

    letter: str
    words: tuple[str, ...]
    argument: str = ""
    help: str = ""


class Command(Struct, frozen=True):
    """A command that a person can give on some of the screens, in plain mode, or both.

    `keys` are Textual key names or the character typed; the first is the one shown. `label` is a
    word for the footer, where neighbours with the same label stand together ("+ − Minute").
    `help` says what it does. The higher `priority`, the longer it stays in a narrowing footer;
    0 is never shown there. `moves` marks those that only move a cursor or a text, which nobody
    looks for in the palette. A screen answers with its method `do_<id>`; plain mode, for those
    that can be `typed`, too.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    screens: tuple[str, ...]
    priority: int = 0
    moves: bool = False
    typed: Typed | None = None


MENU = ("menu",)
MEETING = ("meeting",)
BEFORE = ("lobby", "meeting")
STEPS = ("lobby", "meeting", "end")
END = ("end",)
PANES = ("menu", "history")
PAST = ("history", "minutes")
READ = ("menu", "lobby")
LINKS = ("lobby", "meeting", "end", "guidelines", "follow")
FOLLOWED = ("meeting", "follow")
QUESTION = ("question",)
ALL = ("menu", "lobby", "meeting", "end", "guidelines", "follow", "board", *PAST)
SHARE = ("share",)
BOARD = ("board",)
ROWS = (*PANES, "board")
CLOSED_BY_ESCAPE = (
    "share",
    "lobby",
    "end",
    "guidelines",
    *PAST,
    "help",
    "question",
    "entry",
    "writing",
    "notes",
    "people",
    "carried",
)
LEFT = (*ALL, "help", "question", "notes", "people", "carried", "share")
LISTS = ("question", "notes", "people", "carried")

# Where two commands of a screen share a key, the first that applies at the moment gets it: so
# those of the agenda, which apply only while it has the cursor, come before the meeting's own.
COMMANDS = (
    Command("open", ("enter",), "Open", "Open the week under the cursor", "Weeks", MENU, 9),
    Command("edit", ("e",), "Edit", "Edit the week's file", "Weeks", MENU, 7),
    Command("new", ("n",), "New", "Write a new week", "Weeks", MENU, 6),
    Command("group", ("G",), "Group", "Edit your group: names, day and time", "Weeks", MENU, 1),
    Command("history", ("h",), "History", "Past meetings, and their minutes", "Weeks", MENU, 5),
    Command("open_minutes", ("enter",), "Read", "Read the minutes of the meeting", "History",
            ("history",), 9),
    Command("delete_meeting", ("d", "delete"), "Delete", "Delete what was started by mistake",
            "History", ("history",), 7),
    Command("find", ("/",), "Find", "Find by a word", "List", PANES, 6),
    Command("resume", ("r",), "Resume", "Resume a meeting, or open it again", "Weeks", MENU, 8),
    Command("unfind", ("escape",), "All weeks", "Show all weeks again", "Weeks", MENU, 8),
    Command("cursor_up", ("up",), "Up", "One row up", "List", ROWS, 0, True),
    Command("cursor_down", ("down",), "Down", "One row down", "List", ROWS, 0, True),
    Command("page_up", ("pageup",), "Page up", "One page up", "List", ROWS, 0, True),
    Command("page_down", ("pagedown",), "Page down", "One page down", "List", ROWS, 0, True),
    Command("preview_up", ("shift+up",), "Read", "Scroll the preview up", "List", PANES, 0, True),
    Command("preview_down", ("shift+down",), "Read", "Scroll the preview down", "List", PANES, 0,
            True),
    Command("first", ("home",), "First", "The first row", "List", ROWS, 0, True),
    Command("last", ("end",), "Last", "The last row", "List", ROWS, 0, True),
    Command("start", ("space",), "Start", "Start the meeting", "Meeting", ("lobby",), 10),
    Command("read", ("enter",), "Read", "Read about the block", "Agenda", ("lobby",), 4),
    Command("agenda_go", ("enter",), "Go there", "Go to this block", "Agenda", MEETING, 10),
    Command("agenda_up", ("up",), "Choose", "One block up", "Agenda", BEFORE, 8, True),
    Command("agenda_down", ("down",), "Choose", "One block down", "Agenda", BEFORE, 8, True),
    Command("agenda_page_up", ("pageup",), "Page up", "One page up", "Agenda", BEFORE, 0, True),
    Command("agenda_page_down", ("pagedown",), "Page down", "One page down", "Agenda", BEFORE, 0,
            True),
    Command("agenda_leave", ("escape", "tab"), "Meeting", "Leave the agenda", "Agenda", MEETING,
            10),
    Command("play", ("space",), "Pause", "Pause or resume", "Meeting", MEETING, 10,
            typed=Typed("p", ("play", "start", "pause", "resume"), help="Start, pause or resume")),
    Command("next", ("right", "enter"), "Next", "Go on to the next block", "Meeting", MEETING, 9,
            typed=Typed("n", ("next",))),
    Command("back", ("left",), "Back", "Go back to the block before", "Meeting", MEETING, 5,
            typed=Typed("b", ("back",))),
    Command("turn", ("t",), "Turn", "Start taking turns; next person", "Turns", MEETING, 8,
            typed=Typed("t", ("turn",), "[NAME]")),
    Command("pass_turn", ("p",), "Pass", "Pass: speak last", "Turns", MEETING, 3,
            typed=Typed("x", ("pass",))),
    Command("choose_turn", ("T",), "Choose", "Choose who speaks, or how to take turns", "Turns",
            MEETING, 1),
    Command("people", ("w",), "Who", "Who is here, and who facilitates", "Turns", BEFORE, 3,
            typed=Typed("w", ("who",), "[NAME]", "Who is here; with a name, they come or leave")),
    Command("toggle_person", ("space", "enter"), "Here", "Mark as here, or as not here", "Turns",
            ("people",)),
    Command("add_person", ("a",), "Add", "Add people", "Turns", ("people",)),
    Command("rename_person", ("r",), "Rename", "Change this person's name", "Turns", ("people",)),
    Command("remove_person", ("d", "delete"), "Remove", "Remove this person from the list",
            "Turns", ("people",)),
    Command("keep_people", ("k",), "Keep", "Add who is new to your group, for the next meetings",
            "Turns", ("people",)),
    Command("facilitate", ("f",), "Facilitates", "Make this person the facilitator", "Turns",
            ("people",), typed=Typed("", ("facilitator",), "[NAME]",
                                     "Who facilitates; with a name, they do")),
    Command("more", ("+", "="), "Minute", "Give the block a minute more", "Time", BEFORE, 5,
            typed=Typed("+", ("more",), "[MINUTES] [BLOCK]", "Give the block more time")),
    Command("less", ("-",), "Minute", "Give the block a minute less", "Time", BEFORE, 5,
            typed=Typed("-", ("less",), "[MINUTES] [BLOCK]", "Give the block less time")),
    Command("unpin", ("0",), "Unpin", "Let the plan set the block's time again", "Time", BEFORE, 7,
            typed=Typed("0", ("unpin",), "BLOCK")),
    Command("prompt_up", ("up",), "Prompt", "The previous prompt", "Prompts", MEETING, 4, True,
            Typed(",", ("up",))),
    Command("prompt_down", ("down",), "Prompt", "The next prompt", "Prompts", MEETING, 4, True,
            Typed(".", ("down",))),
    Command("undo", ("u",), "Undo", "Undo the last step", "Meeting", STEPS, 8,
            typed=Typed("u", ("undo",))),
    Command("redo", ("U",), "Redo", "Redo what was undone", "Meeting", BEFORE, 1,
            typed=Typed("U", ("redo",))),
    Command("note", ("n",), "Note", "Write a note", "Notes", (*STEPS, "notes"), 6,
            typed=Typed("", ("note",), "TEXT")),
    Command("edit_note", ("enter", "e"), "Edit", "Edit this note", "Notes", ("notes",)),
    Command("delete_note", ("d", "delete"), "Delete", "Delete this note", "Notes", ("notes",),
            typed=Typed("", ("forget",), "NUMBER", "Delete a note")),
    Command("carried", ("x",), "Open", "What earlier meetings left open", "Notes", ("lobby",), 7,
            typed=Typed("", ("open",))),
    Command("tick", ("space",), "Done", "Mark as done, or as not done", "Notes", ("carried",),
            typed=Typed("", ("done",), "NUMBER", "Mark something open as done, or as not done")),
    Command("take_in", ("enter",), "Take in", "Take this block into the agenda", "Notes",
            ("carried",),
            typed=Typed("", ("take",), "NUMBER", "Take an open block into the agenda")),
    Command("let_go", ("d", "delete"), "Let go", "Let it go, or not after all", "Notes",
            ("carried",),
            typed=Typed("", ("drop",), "NUMBER", "Let something open go, or not after all")),
    Command("notes", ("l",), "Notes", "List the notes, to edit or delete", "Notes", STEPS, 2,
            typed=Typed("", ("notes",), help="List the notes, with their numbers")),
    Command("norms", ("N",), "Norms", "Read or change the group's norms", "Notes", STEPS, 1,
            typed=Typed("N", ("norms",), help="Read the group's norms")),
    Command("reopen", ("r",), "Reopen", "Go on with this meeting, without the time since its end",
            "Meeting", END, 5, typed=Typed("", ("reopen",))),
    Command("hints", ("i",), "Hints", "Show or hide the block's hints", "Notes", MEETING, 3,
            typed=Typed("i", ("hints",), help="Read the block's hints")),
    Command("minutes", ("m",), "Minutes", "Save the minutes, and copy them", "Notes",
            (*END, *PAST), 9),
    Command("agenda", ("tab",), "Agenda", "Choose a block in the agenda", "Agenda", MEETING, 3,
            typed=Typed("v", ("view", "agenda"), help="Read the agenda")),
    Command("skip", ("s",), "Skip", "Skip the block, or restore it", "Blocks", BEFORE, 2,
            typed=Typed("s", ("skip",), "[BLOCK]")),
    Command("go_to", ("g",), "Go to", "Go to a block", "Blocks", MEETING, 1,
            typed=Typed("g", ("go",), "BLOCK")),
    Command("insert", ("a",), "Add", "Add a block after this one", "Blocks", BEFORE,
            typed=Typed("a", ("add",), "MINUTES [TITLE]", "Add a block before the next one")),
    Command("move_up", ("K", "alt+up"), "Move", "Move the block up", "Blocks", BEFORE),
    Command("move_down", ("J", "alt+down"), "Move", "Move the block down", "Blocks", BEFORE),
    Command("later", ("L",), "Later", "Take this block after the next one", "Blocks", MEETING,
            typed=Typed("", ("later",))),
    Command("timer", (":",), "Timer", "Run a small timer in the block", "Time", MEETING,
            typed=Typed("", ("timer",), "MINUTES or none")),
    Command("fit", ("f",), "Fit", "Shorten what is left to end on time", "Time", BEFORE, 4,
            typed=Typed("f", ("fit",))),
    Command("hard_end", ("E",), "Hard end", "Set when the meeting must end", "Time", BEFORE, 2,
            typed=Typed("e", ("end",), "TIME or none")),
    Command("backdate", ("B",), "Backdate", "Say how long ago this block began", "Time", BEFORE,
            typed=Typed("B", ("began",), "MINUTES")),
    Command("finish", ("F",), "Finish", "Finish the meeting", "Meeting", MEETING, 1,
            typed=Typed("F", ("finish",))),
    Command("open_link", ("o",), "Open link", "Open a link in the browser", "Share", LINKS, 1,
            typed=Typed("l", ("links",), help="Read the block's links")),
    Command("share", ("S",), "Share", "Share the meeting: show its link", "Share", BEFORE, 2,
            typed=Typed("", ("share",))),
    Command("copy_share", ("y",), "Copy", "Copy the link to follow this meeting", "Share", SHARE,
            9),
    Command("stop_sharing", ("x",), "Stop", "Stop sharing this meeting", "Share", SHARE, 8,
            typed=Typed("", ("unshare",))),
    Command("hand_over", ("H",), "Hand over", "Show the link with which another can take over",
            "Share", BEFORE, 1,
            typed=Typed("", ("handover",), help="Print the link with which another can take over")),
    Command("answer", ("A",), "Answer", "Answer the cohort: coming, then: need 5 minutes", "Share",
            BEFORE, 9, typed=Typed("", ("answer",))),
    Command("say_all", ("s",), "Say to all", "Say a sentence to all groups", "Share", BOARD, 9),
    Command("say_group", ("enter",), "Say to one", "Say a sentence to this group", "Share", BOARD,
            8),
    Command("take_back", ("x",), "Take back", "Take back what was said last", "Share", BOARD, 7),
    Command("copy_link", ("y",), "Copy link", "Copy a link for the chat", "Share", LINKS),
    Command("copy_block", ("Y",), "Copy for chat", "Copy the block for the chat", "Share", MEETING),
    Command("copy_result", ("Y",), "Copy for chat", "Copy times and notes for the chat", "Share",
            (*END, *PAST), 8),
    Command("menu", ("enter",), "Menu", "Go back to the menu", "Screen", END, 10),
    Command("projector", ("z",), "Projector", "Large digits and prompts, for a shared screen",
            "Screen", ("lobby", *FOLLOWED), 1),
    Command("digits", ("d",), "Digits", "Hide or show the countdown", "Screen", FOLLOWED),
    Command("edit_file", ("e",), "Edit", "Edit the session's file", "Screen", BEFORE),
    Command("bell", ("b",), "Bell", "Turn the bell on or off", "Screen", BEFORE),
    Command("guidelines", ("g",), "Guidelines", "Read the guidelines", "Screen", READ, 5),
    Command("help", ("?",), "Help", "Show the commands", "Screen", ALL, 7,
            typed=Typed("", ("help",), help="Show the commands; ? alone does too")),
    Command("palette", ("ctrl+p",), "Commands", "Search the commands", "Screen", ALL),
    Command("choice_up", ("up", "left"), "Up", "The previous one", "Answer", LISTS, 0, True),
    Command("choice_down", ("down", "right"), "Down", "The next one", "Answer", LISTS, 0, True),
    Command("choose", ("enter",), "Choose", "Choose this one", "Answer", QUESTION),
    Command("close", ("escape",), "Back", "Go back", "Screen", CLOSED_BY_ESCAPE),
    Command("leave", ("q",), "Leave", "Leave this screen; from the menu, quit", "Screen", LEFT, 8,
            typed=Typed("q", ("leave", "quit"), help="Leave; the meeting can be resumed")),
)  # fmt: skip

PLAIN_ONLY = (
    Command("action", (), "Action", "Note an action item", "Notes", (),
            typed=Typed("!", ("action",), "TEXT")),
    Command("decision", (), "Decision", "Note a decision", "Notes", (),
            typed=Typed("=", ("decision",), "TEXT")),
    Command("question", (), "Question", "Note an open question", "Notes", (),
            typed=Typed("?", ("question",), "TEXT")),
)  # fmt: skip
"""Commands that the screens have no key for: there a note's first character says the same."""

_BY_ID = {command.id: command for command in COMMANDS + PLAIN_ONLY}

SEARCH_ALIASES: Mapping[str, str] = {
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
    "history": "past earlier minutes meetings decisions",
    "reopen": "resume continue unfinish",
    "note": "write action item question todo",
    "carried": "actions action items todo questions blocks unfinished tick",
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
    "hand_over": "take over give away facilitator leave",
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
"""Other words by which the palette finds a command; they are never shown."""

_KEY_LABELS = {
    "space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab", "pageup": "PgUp",
    "pagedown": "PgDn", "home": "Home", "end": "End", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "-": "−", "plus": "+", "minus": "−", "backspace": "Backspace", "delete": "Del",
}  # fmt: skip


def typed_commands() -> Iterator[tuple[Command, Typed]]:
    """The commands of plain mode, in the table's order."""
    for command in (*COMMANDS, *PLAIN_ONLY):
        if command.typed is not None:
            yield command, command.typed


def commands_of(screen: str) -> Iterator[Command]:
    """The commands of a screen, in the table's order."""
    return (command for command in COMMANDS if screen in command.screens)


def keys_of(command: Command, chosen: Keys) -> tuple[str, ...]:
    """The keys of a command: those that the user has chosen, else the table's."""
    return tuple(chosen.get(command.id, command.keys))


def key_label(key: str) -> str:
    """Return how a key is written for people: `ctrl+p` is `Ctrl+P`, `right` is `→`."""
    if key in _KEY_LABELS:
        return _KEY_LABELS[key]
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if not modifiers:
        return last if len(last) == 1 else last.capitalize()
    return "+".join([*(word.capitalize() for word in modifiers), key_label(last).upper()])


class KeyNames(Struct, frozen=True):
    """Name the commands in sentences on the screens: by their first keys.

    `cursor` is the number of the block under the cursor in the agenda, None where it is not in
    the agenda; `entry` is the block on which entering the agenda puts it.
    """

    chosen: Keys
    cursor: int | None = None
    entry: int | None = None

    def __call__(self, command: str, *, block: int | None = None, value: str = "") -> str:
        """The key of a command, after those that choose another `block`: `Tab to it, then s`."""
        way = ", ".join(self._way_to(block))
        often = f" {value} times" if command == "less" and value not in ("", "1") else ""
        key = self._key(command) + often
        return f"{way} to it, then {key}" if way else key

    def _way_to(self, block: int | None) -> Iterator[str]:
        at = self.cursor
        if block is not None and at is None:
            yield self._key("agenda")
            at = self.entry
        if block is not None and at is not None and at != block:
            yield self._key("agenda_down" if at < block else "agenda_up")

    def _key(self, command: str) -> str:
        keys = keys_of(_BY_ID[command], self.chosen)
        if keys:
            return key_label(keys[0])
        palette = keys_of(_BY_ID["palette"], self.chosen)
        return f"“{_BY_ID[command].label}”" + (f" in {key_label(palette[0])}" if palette else "")


def plain_name(command: str, *, block: int | None = None, value: str = "") -> str:
    """Return how a sentence of plain mode names the command of an id: by what is typed.

    `block` is the number of the block that it is to act on, `value` what else it is given.
    """
    typed = _BY_ID[command].typed
    assert typed is not None, command
    number = "" if block is None else str(block)
    return " ".join(filter(None, [typed.letter or typed.words[0], value, number]))
