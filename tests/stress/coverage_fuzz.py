"""Fuzzing led by the code that each input reaches, with atheris, which is not installed with this.

    pip install atheris && python -m tests.stress.coverage_fuzz session CORPUS -max_total_time=600

READER is session, page or journal; CORPUS a folder, which is begun with the real files; what
follows is for libFuzzer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["homeroom_tui.agenda", "homeroom_tui.meeting"]):
    from tests.stress.fuzz import JOURNALS, PAGES, SESSIONS, read_or_explained

SOURCES = {
    "session": SESSIONS.glob("*.yaml"),
    "page": PAGES.rglob("*.md"),
    "journal": JOURNALS.glob("*.jsonl"),
}


def main() -> None:
    kind, corpus, *options = sys.argv[1:]
    Path(corpus).mkdir(exist_ok=True)
    for number, path in enumerate(sorted(SOURCES[kind])):
        Path(corpus, f"real-{number}").write_bytes(path.read_bytes())

    def check(content: bytes) -> None:
        text = content.decode("utf-8-sig", "replace")
        read_or_explained(kind, text if kind == "page" else content, journal)

    with TemporaryDirectory() as folder:
        journal = Path(folder, "2026-11-25-1400-abcd.jsonl")
        atheris.Setup([sys.argv[0], corpus, *options], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
