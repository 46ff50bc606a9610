"""Fuzzing led by the code that each input reaches, with atheris, which is not installed with this.

    pip install atheris && python -m tests.stress.coverage_fuzz session CORPUS -max_total_time=600

READER is session, page or journal; CORPUS a folder, which is begun with the real files; what
follows is for libFuzzer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-not-found, unused-ignore]

with atheris.instrument_imports(include=["homeroom_tui.agenda", "homeroom_tui.meeting"]):
    from homeroom_tui.agenda.model import Session
    from tests.stress import fuzz
    from tests.stress.outcome import ROOT, SESSIONS

KINDS = {
    "session": (SESSIONS, "*.yaml"),
    "page": (ROOT / "tests" / "importer" / "data", "**/*.md"),
    "journal": (ROOT / "tests" / "storage" / "data" / "format-1", "*.jsonl"),
}


def main() -> None:
    kind, corpus, *options = sys.argv[1:]
    begun, pattern = KINDS[kind]
    Path(corpus).mkdir(exist_ok=True)
    for number, path in enumerate(sorted(begun.glob(pattern))):
        Path(corpus, f"real-{number}").write_bytes(path.read_bytes())
    with TemporaryDirectory() as folder:
        path = Path(folder, "2026-11-25-1400-abcd.jsonl")
        reads: dict[str, Callable[[bytes], object]] = {
            "session": partial(fuzz.read_or_told, Session),
            "page": lambda text: fuzz.imported_or_told(text.decode("utf-8-sig", "replace")),
            "journal": partial(fuzz.replayed_or_told, path),
        }
        atheris.Setup([sys.argv[0], corpus, *options], reads[kind])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
