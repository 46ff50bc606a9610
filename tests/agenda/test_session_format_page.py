"""The page on the session format is right: its examples read, and no field is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import Struct

from homeroom_tui.agenda.documents import example, field_table
from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.agenda.model import Block, Group, Series, Session
from homeroom_tui.agenda.reader import read_text
from homeroom_tui.config import Config
from tests.test_docs import written_or_compared

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "session-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
NAMED: dict[str, type[Struct]] = {"# series.yaml": Series, "# group.yaml": Group}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_reads_without_a_problem(example: str) -> None:
    model = NAMED.get(example.partition("\n")[0], Session)
    assert read_text(model, example, "example.yaml").problems == ()


@pytest.mark.parametrize("model", [Session, Block, Series, Group, Config])
def test_the_tables_of_fields_are_fresh(model: type[Struct]) -> None:
    page = "settings.md" if model is Config else "session-format.md"
    name = "settings" if model is Config else model.__name__.lower()
    written_or_compared(DOCS / page, f"fields: {name}", field_table(model))


@pytest.mark.parametrize("model", [Session, Block, Series, Group])
def test_every_field_has_an_example(model: type[Struct]) -> None:
    for field in fields_of(model):
        assert any(re.search(rf"(?m)^[ -]*{field.key}:", text) for text in EXAMPLES)


@pytest.mark.parametrize("model", [Session, Block, Series, Group])
def test_the_examples_that_fields_give_can_be_read(model: type[Struct]) -> None:
    for field in fields_of(model):
        told = read_text(model, f"{example(field)}\n", "example.yaml").problems
        assert not [problem for problem in told if f"`{field.key}`" in problem.message]
