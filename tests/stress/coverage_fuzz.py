"""Fuzzing led by the code that each input reaches, with atheris, which is not installed with this.

    pip install atheris && python -m tests.stress.coverage_fuzz session CORPUS -max_total_time=600

READER is one of SOURCES; CORPUS a folder, which is begun with what the reader is for; what follows
is for libFuzzer.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

INSTRUMENTED = ["homeroom_tui.agenda", "homeroom_tui.meeting", "homeroom_tui.room"]

with atheris.instrument_imports(include=INSTRUMENTED):
    from homeroom_tui.room import cohort, link
    from homeroom_tui.room.document import DocumentError
    from homeroom_tui.room.envelope import EnvelopeError, MessageKind, RoomReader
    from tests.stress import room
    from tests.stress.fuzz import JOURNALS, PAGES, SESSIONS, read_or_explained

BROKER, SEED = link.parse_broker("wss://hr.example.org/mqtt"), bytes(32)
PLACE = link.Place(BROKER, "https://hr.example.org/")
LINKS = (
    str(link.Handover(BROKER, SEED, room.KEYS.key)),
    str(room.LINK),
    str(cohort.new_cohort(PLACE)[0]),
)

SOURCES: dict[str, Callable[[], Iterable[bytes]]] = {
    "session": lambda: _files(SESSIONS.glob("*.yaml")),
    "page": lambda: _files(PAGES.rglob("*.md")),
    "journal": lambda: _files(JOURNALS.glob("*.jsonl")),
    "document": room.texts,
    "message": lambda: [
        room.KEYS.seal(MessageKind.STATE, 1, 1, 0.0, text) for text in room.texts()
    ],
    "link": lambda: [text.encode() for text in LINKS],
}


def _files(paths: Iterable[Path]) -> list[bytes]:
    return [path.read_bytes() for path in sorted(paths)]


def read_room(kind: str, content: bytes) -> None:
    """What comes from a network, or from a mail, is read or refused."""
    if kind == "document":
        room.look(room.read(content), random.Random(0))
        with suppress(DocumentError):
            cohort.decode_summary(content)
    elif kind == "message":
        with suppress(EnvelopeError):
            RoomReader(link.decode(room.KEYS.room), room.KEYS.key).open(content)
    else:
        text = content.decode("utf-8", "replace")
        for read in (link.parse_link, partial(link.parse_link, cohort=True), link.parse_handover):
            with suppress(link.LinkError):
                found = read(text)
                assert read(str(found)) == found


def main() -> None:
    kind, corpus, *options = sys.argv[1:]
    Path(corpus).mkdir(exist_ok=True)
    for number, content in enumerate(SOURCES[kind]()):
        Path(corpus, f"real-{number}").write_bytes(content)

    def check(content: bytes) -> None:
        if kind in ("document", "message", "link"):
            read_room(kind, content)
        else:
            text = content.decode("utf-8-sig", "replace")
            read_or_explained(kind, text if kind == "page" else content, journal)

    with TemporaryDirectory() as folder:
        journal = Path(folder, "2026-11-25-1400-abcd.jsonl")
        atheris.Setup([sys.argv[0], corpus, *options], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
