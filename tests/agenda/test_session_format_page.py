"""The page on the session format is right: its examples read, and no field is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from homeroom_tui.agenda.fields import Record
from homeroom_tui.agenda.reader import BLOCK, GROUP, SERIES, SESSION, read_record

PAGE = (Path(__file__).parents[2] / "docs" / "session-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
NAMED: dict[str, Record[Any]] = {"# series.yaml": SERIES, "# group.yaml": GROUP}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_reads_without_a_problem(example: str) -> None:
    record = NAMED.get(example.partition("\n")[0], SESSION)
    assert read_record(record, example, "example.yaml").problems == ()


@pytest.mark.parametrize("record", [SESSION, BLOCK, SERIES, GROUP], ids=lambda record: record.name)
def test_every_field_is_explained_and_has_an_example(record: Record[Any]) -> None:
    for field in record.fields:
        assert f"| `{field.key}` |" in PAGE
        assert any(re.search(rf"(?m)^[ -]*{field.key}:", example) for example in EXAMPLES)


@pytest.mark.parametrize("record", [SESSION, BLOCK, SERIES, GROUP], ids=lambda record: record.name)
def test_the_examples_that_fields_give_can_be_read(record: Record[Any]) -> None:
    for field in record.fields:
        text = f"{field.key}: {field.example}\n"
        told = read_record(record, text, "example.yaml").problems
        assert not [problem for problem in told if f"`{field.key}`" in problem.message]
