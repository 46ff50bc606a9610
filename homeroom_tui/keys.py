"""Read the keys that a user gives to commands, and keep them from clashing.

Textual's own keymap would not do: where two commands share a key, it takes the key from both when
one is given another; it can't leave a command without a key; and it tells of a clash only when the
key is pressed, on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from msgspec import Struct

from homeroom_tui.agenda import nodes
from homeroom_tui.agenda.advice import nearest, typed
from homeroom_tui.agenda.kinds import Kind, Schema
from homeroom_tui.agenda.problems import Place, Report
from homeroom_tui.commands import COMMANDS, Command, commands_of, key_label, keys_of
from homeroom_tui.escaping import shorten

Chosen = dict[str, tuple[str, ...]]
"""Command id → its keys, as Textual names them; without any, the command has no key."""

NAMED = (
    "space", "enter", "tab", "escape", "backspace", "insert", "delete", "home", "end",
    "pageup", "pagedown", "up", "down", "left", "right", *(f"f{n}" for n in range(1, 25)),
)  # fmt: skip
MODIFIERS = ("ctrl", "alt", "shift")

_MEANS = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert",
    "pgup": "pageup", "pgdn": "pagedown", "page up": "pageup", "page down": "pagedown",
    "↑": "up", "↓": "down", "←": "left", "→": "right", "−": "-",
    "control": "ctrl", "option": "alt",
}  # fmt: skip
_SENT_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter"}
"""The keys that a terminal sends for these, so that nobody can tell them apart."""

RESERVED = {
    "ctrl+c": "always leaves",
    "ctrl+q": "always leaves",
    "ctrl+z": "always suspends",
}


class NoKey(ValueError):
    """The text names no key that can be chosen; says why."""


def read_key(text: str) -> str:
    """The key that a person means by `Space`, `Ctrl+P`, `→` or `n`. Raises NoKey."""
    text = text.strip()
    if len(text) == 1 and text.isprintable():
        return _MEANS.get(text, text)
    *before, last = [_MEANS.get(part, part) for part in _parts(text.lower())]
    modifiers = [name for name in MODIFIERS if name in before]
    if len(modifiers) != len(before) or not (last in NAMED or (modifiers and _plain(last))):
        raise NoKey("is no key")
    if modifiers == ["shift"] and len(last) == 1:
        if last.isdigit():
            raise NoKey("is no key")
        return last.upper()
    key = "+".join([*modifiers, last])
    if key in RESERVED:
        raise NoKey(f"can't be chosen: it {RESERVED[key]}")
    return _SENT_AS.get(key, key)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("+")]


def _plain(last: str) -> bool:
    return len(last) == 1 and last.isascii() and last.isalnum()


class KeysField(Kind[Chosen], frozen=True):
    """Fields named for commands, each with a key or a list of them.

    What is read leaves out what is wrong, and of two commands that clash the later one, so that
    the rest serves all the same.
    """

    def read(self, node: nodes.Node, what: str, report: Report) -> Chosen | None:
        if not isinstance(node, nodes.Mapping):
            hint = "Write each on its own line below it, indented: `next: n`."
            report.error(node, f"{what} must be made of commands and their keys.", hint)
            return None
        chosen: Chosen = {}
        places: dict[tuple[str, str], Place] = {}
        lines: dict[str, int] = {}
        for name, value in node.entries:
            command = self._command(name, what, lines, report)
            if command is not None and not (keys := self._keys(command, value, what, report)):
                if isinstance(value, nodes.Sequence) and not value.items:
                    chosen[command] = ()
            elif command is not None:
                chosen[command] = tuple(keys)
                places.update({(command, key): place for key, place in keys.items()})
        for clash in clashes(chosen):
            _tell(clash, places, report)
        return without_clashes(chosen)

    def schema(self) -> Schema:
        key: Schema = {"type": ["string", "integer"]}
        return {
            "type": "object",
            "propertyNames": {"enum": [command.id for command in COMMANDS]},
            "additionalProperties": {"anyOf": [key, {"type": "array", "items": key}]},
        }

    def _command(
        self, name: nodes.Node, what: str, lines: dict[str, int], report: Report
    ) -> str | None:
        word = typed(name)
        if word in lines:
            report.error(
                name,
                f"{what} has `{word}` twice: here and in line {lines[word]}.",
                "Write a list for several keys: `[right, n]`.",
            )
            return None
        lines[word] = name.line
        ids = [command.id for command in COMMANDS]
        if word in ids:
            return word
        near = nearest(word, ids)
        report.error(
            name,
            f"{what}: `{shorten(word, 40)}` is not a command.",
            f"Did you mean `{near}`?" if near else "`homeroom config --keys` lists them all.",
        )
        return None

    def _keys(self, command: str, value: nodes.Node, what: str, report: Report) -> dict[str, Place]:
        keys: dict[str, Place] = {}
        for item in value.items if isinstance(value, nodes.Sequence) else [value]:
            text = typed(item)
            try:
                key = read_key(text)
            except NoKey as error:
                said = f"`{shorten(text, 30)}` {error}" if text else "has something that is no key"
                report.error(
                    item,
                    f"{what}: {said}, for `{command}`.",
                    "Write a character, or a key such as space, right, f5 or ctrl+n.",
                )
            else:
                keys[key] = Place(item.line, item.column)
        return keys


class Clash(Struct, frozen=True):
    """A key that would mean two things on one screen."""

    key: str
    screen: str
    one: Command
    other: Command


def clashes(chosen: Mapping[str, tuple[str, ...]]) -> list[Clash]:
    """The keys that two commands of a screen would share, each pair once."""
    found: dict[tuple[str, str, str], Clash] = {}
    screens = dict.fromkeys(screen for command in COMMANDS for screen in command.screens)
    for screen in screens:
        for one, other in combinations(commands_of(screen), 2):
            if set(one.keys) & set(other.keys):
                continue  # the table itself gives both a key: only one applies at a time
            for key in keys_of(one, chosen):
                if key in keys_of(other, chosen):
                    found.setdefault((key, one.id, other.id), Clash(key, screen, one, other))
    return list(found.values())


def without_clashes(chosen: Chosen) -> Chosen:
    """The same without the later of two commands that clash, which then has its usual keys."""
    left = dict(chosen)
    while found := clashes(left):
        ids = [i for i in left if i in (found[0].one.id, found[0].other.id)]
        del left[ids[-1]]
    return left


def _tell(clash: Clash, places: Mapping[tuple[str, str], Place], report: Report) -> None:
    """Say it at the later of the two places, naming the other."""
    stand = [
        (place, command)
        for command in (clash.one, clash.other)
        if (place := places.get((command.id, clash.key))) is not None
    ]
    stand.sort(key=lambda pair: (pair[0].line, pair[0].column))
    here, command = stand[-1]
    other = clash.other if command is clash.one else clash.one
    where = (
        f"line {stand[0][0].line}, column {stand[0][0].column}"
        if len(stand) == 2
        else "which has it already"
    )
    report.error(
        here,
        f"{key_label(clash.key)} would mean two things on the {clash.screen} screen:"
        f" `{command.id}`, here, and `{other.id}`, {where}.",
        f"Choose another key, or give `{other.id}` another one.",
    )


def listed(chosen: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each command's id, its keys in words, what it does, and the screens it is for."""
    for command in COMMANDS:
        keys = " or ".join(map(key_label, keys_of(command, chosen)))
        yield command.id, keys, command.help, ", ".join(command.screens)
