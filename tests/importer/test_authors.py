"""Pages in the manner of many authors agree with what was expected before they were first read.

`homeroom_tui.importer` was written against the kinds of faults; the other files were written
afterwards, with their expectations, and read once: 34 of 40 pages agreed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from homeroom_tui.importer.other_formats import read_file
from tests.importer.expected import compare, read_pages

AUTHORS = sorted((Path(__file__).parent / "data" / "authors").glob("*.txt"))
PAGES = [
    pytest.param(name, text, expected, id=f"{path.stem}-{name}")
    for path in AUTHORS
    for name, text, expected in read_pages(path)
]


@pytest.mark.parametrize(("name", "text", "expected"), PAGES)
def test_a_page_agrees(name: str, text: str, expected: dict[str, Any]) -> None:
    page = read_file(text, file=name if "." in name else f"{name}.md")
    assert compare(page, expected).differences == []
