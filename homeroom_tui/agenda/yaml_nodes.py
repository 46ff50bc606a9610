"""Parse YAML into nodes that keep every scalar as typed and know their line and column.

The events of the parser are put together here rather than by a YAML loader: a loader guesses
types, loses places, follows aliases without end, and dies of deep nesting.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import yaml

from homeroom_tui.agenda.nodes import Mapping, Node, Scalar, Sequence
from homeroom_tui.agenda.problems import Place, Report
from homeroom_tui.agenda.syntax import Fault, Mistake, explanations, mistakes, never_closed


class SlowParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's own parser: the same events as libyaml's, some ten times as slow."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)

    def get_event(self) -> Any:
        """The next event. Raises `ValueError` for half a character, as libyaml refuses it."""
        event: Any = yaml.parser.Parser.get_event(self)  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.ScalarEvent):
            event.value.encode()
        return event


_Parser: Callable[[str], Any]
try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # PyYAML built without libyaml
    _Parser = SlowParser


MAX_DEPTH = 16
"""Levels of lists and fields within each other; a session has six."""

MAX_NODES = 5_000
"""Values in a file, each alias counted as what it stands for, 64 characters of text as one.

A session has some hundred. Of 20,000 prompts each drawing took 12 s."""


MAX_MENDED = 100
"""Mistakes in the syntax of one file that are told of."""

MAX_READ_AGAIN = 4 * 1024 * 1024
"""Characters that are read again to find out what a mistake was."""


def compose(text: str, report: Report, names: Collection[str] = ()) -> Node | None:
    """The root node of the one document in `text`, or None when there is nothing to go on.

    Problems go to `report`; `names` are those that fields may have. Where the syntax breaks and
    it is clear what was meant, that is said, and read as it was meant. Else what was read before
    is returned, and the nodes that were still open are marked as `cut`. Takes no recursion, and
    time and memory in proportion to the text.
    """
    composer, error = _read(text, report)
    if error is not None and (mended := _mended(text, error, report, names)) is not None:
        composer, error = _read(mended, report)
    if error is not None:
        composer.cut(next(explanations(Fault(error, report.lines, names))))
    return composer.finish()


def _read(text: str, report: Report) -> tuple[_Composer, yaml.YAMLError | None]:
    composer = _Composer(report)
    try:
        parser = _Parser(text)
        while composer.take(parser.get_event()):
            pass
    except yaml.YAMLError as error:
        return composer, error
    except (ValueError, OverflowError):  # PyYAML's own scanner, of "\Uffffffff"
        report.error(None, "A text has an escape such as `\\U…` that is not a character.")
    return composer, None


def _mended(text: str, error: yaml.YAMLError, report: Report, names: Collection[str]) -> str | None:
    """The text as it was meant, as far as the parser then gets further; each mistake is told of."""
    lines, left = list(report.lines), MAX_READ_AGAIN
    mended: str | None = None
    for _ in range(MAX_MENDED):
        fault = Fault(error, lines, names)
        for mistake in mistakes(fault):
            left -= len(text)
            if not mistake.meant or left < 0:
                continue
            meant = [mistake.meant.get(number, line) for number, line in enumerate(lines, 1)]
            tried = "\n".join(meant)
            _, after = _read(tried, Report("", tried))
            if after is None or Fault(after, meant, names).reached > fault.reached:
                break
        else:
            return mended
        report.error(mistake.place, mistake.message, mistake.hint)
        report.meant.add((mistake.place.line, mistake.field))
        report.mended |= {n for n, line in mistake.meant.items() if line != lines[n - 1]}
        mended, lines = tried, meant
        if after is None:
            return mended
        error = after
    return mended


class _Composer:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._open: list[Sequence | Mapping] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None
        self._weight = 0
        self._documents = 0
        self._closed: list[Sequence | Mapping] = []
        self._closed_in = 0
        self._last: Scalar | None = None

    def take(self, event: Any) -> bool:
        """Takes one event of the parser in; False when no more is wanted."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            mark, end = event.start_mark, event.end_mark
            node = Scalar(
                event.value,
                mark.line + 1,
                mark.column + 1,
                Place(end.line + 1, end.column + 1),
                not event.style,
                1 + len(event.value) // 64,
            )
            self._last = node
            self._begin(event, node)
            return self._place(node, node.weight)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            mark = event.start_mark
            make = Mapping if kind is yaml.MappingStartEvent else Sequence
            opened = make(mark.line + 1, mark.column + 1, bool(event.flow_style))
            if len(self._open) >= MAX_DEPTH:
                self._report.broken(
                    opened,
                    f"This goes deeper than {MAX_DEPTH} levels.",
                    "A session needs six: prompts stand in blocks, and may nest one level.",
                )
                return False
            self._open.append(opened)
            self._begin(event, opened)
            return True
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            closed = self._open.pop()
            line = event.end_mark.line + 1
            if line != self._closed_in:
                self._closed_in, self._closed = line, []
            self._closed.append(closed)
            return self._place(closed, 1)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        if kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._report.broken(
                    _start(event),
                    "A second document begins here, after `---`.",
                    "Keep one in each file.",
                )
                return False
        return kind is not yaml.StreamEndEvent

    def cut(self, mistake: Mistake) -> None:
        """Tells where the syntax broke, and marks what was closed or read only because of it."""
        last = self._last
        if last is not None and last.line < mistake.place.line <= last.end.line:
            if not last.plain:
                line = self._report.lines[last.line - 1]
                mistake = never_closed(Place(last.line, last.column), line)
            self._report.error(mistake.place, mistake.message, mistake.hint)
            self._report.unread(last)
        else:
            self._report.broken(mistake.place, mistake.message, mistake.hint)
        if self._closed_in >= mistake.place.line:
            for node in self._closed:
                node.cut = True

    def finish(self) -> Node | None:
        """Closes what the parser left open and returns the root."""
        while self._open:
            left = self._open.pop()
            left.cut = True
            self._attach(left)
        return self._root

    def _begin(self, event: Any, node: Node) -> None:
        if event.tag is not None:
            self._report.error(
                node,
                f"`{event.tag}` is a YAML tag, and there are none here.",
                "Take it out, or put the text in quotes if it begins with `!`.",
            )
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _alias(self, event: Any) -> bool:
        place = _start(event)
        target = self._anchors.get(event.anchor)
        if target is None:
            self._report.error(
                place,
                f"`*{event.anchor}` refers to something that is not in the file above.",
                "Put a text that begins with `*` in quotes.",
            )
            target = Scalar(f"*{event.anchor}", place.line, place.column, place)
        elif any(target is node for node in self._open):
            self._report.broken(place, f"`*{event.anchor}` refers to what it is itself a part of.")
            return False
        return self._place(target, target.weight)

    def _place(self, node: Node, weight: int) -> bool:
        self._weight += weight
        if self._weight > MAX_NODES:
            self._report.broken(
                node,
                f"The file holds more than {MAX_NODES:,} values, what is repeated with `*` counted"
                " each time.",
                "A session is much smaller than that.",
            )
            return False
        self._attach(node)
        return True

    def _attach(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.weight += node.weight
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            parent.entries.append((parent.key, node))
            parent.key = None


def _start(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
