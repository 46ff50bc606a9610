"""The canonical form reads back as the same session, and the schema agrees with the reader."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from msgspec import Struct

from homeroom_tui.agenda.documents import schema, schema_name, schema_text, write
from homeroom_tui.agenda.model import Block, Group, Prompt, Reserve, Series, Session, TimeRange
from homeroom_tui.agenda.reader import read_session, read_text
from homeroom_tui.config import Config
from tests.agenda.strategies import documents, models

SESSIONS = Path(__file__).parents[2] / "sessions"

MODELS = [Session, Series, Group]


@given(models(Session))
@settings(max_examples=300, deadline=None)
def test_a_written_session_reads_back_the_same(session: Session) -> None:
    assert read_session(write(session), "s.yaml").get() == session


@pytest.mark.parametrize("model", [Series, Group])
def test_a_written_series_or_group_reads_back_the_same(model: type[Struct]) -> None:
    @given(models(model))
    @settings(max_examples=100, deadline=None)
    def same(value: Struct) -> None:
        assert read_text(model, write(value), "s.yaml").get() == value

    same()


@pytest.mark.parametrize("week", range(1, 6))
def test_the_bundled_sessions_read_back_the_same(week: int) -> None:
    text = (SESSIONS / f"week-{week}.yaml").read_text(encoding="utf-8")
    session = read_session(text, "s.yaml").get()
    assert read_session(write(session), "s.yaml").get() == session


def test_the_canonical_form() -> None:
    session = Session(
        title="No",
        duration=3600,
        week=1,
        reserve=Reserve(share=0.1),
        intro="Bring:\n\n* your resume",
        blocks=(
            Block("Share: all", TimeRange(900, 1200), turns=120),
            Block(
                "A break",
                TimeRange(330, 330),
                advance="auto",
                prompts=(Prompt("Stretch"), Prompt("Ask", (Prompt("Who?"),))),
                hints=("Be brief",),
            ),
        ),
    )
    assert write(session) == (
        "# yaml-language-server: $schema=session.schema.json\n"
        'title: "No"\n'
        "duration: 60 min\n"
        "week: 1\n"
        "intro: |-\n"
        "  Bring:\n"
        "\n"
        "  * your resume\n"
        "reserve: 10%\n"
        "blocks:\n"
        '  - title: "Share: all"\n'
        "    duration: 15-20 min\n"
        "    turns: 2 min\n"
        "  - title: A break\n"
        "    duration: 5 min 30 s\n"
        "    advance: auto\n"
        "    prompts:\n"
        "      - Stretch\n"
        "      - text: Ask\n"
        "        prompts:\n"
        "          - Who?\n"
        "    hints:\n"
        "      - Be brief\n"
    )


@pytest.mark.parametrize("model", [*MODELS, Config])
def test_the_shipped_schema_is_fresh(model: type[Struct]) -> None:
    shipped = SESSIONS / schema_name(model)
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        shipped.write_text(schema_text(model), encoding="utf-8")
    assert shipped.read_text(encoding="utf-8") == schema_text(model)
    assert json.loads(schema_text(model)) == schema(model)


@pytest.mark.parametrize("model", [*MODELS, Config])
def test_every_field_is_described_with_an_example(model: type[Struct]) -> None:
    for properties in _all_properties(schema(model)):
        for name, described in properties.items():
            assert described["description"].endswith("."), name
            for example in described["examples"]:
                assert _allows(described, example), name


@pytest.mark.parametrize("model", MODELS)
def test_the_schema_refuses_nothing_that_the_reader_accepts(model: type[Struct]) -> None:
    described = schema(model)

    @given(documents(model))
    @settings(max_examples=300, deadline=None)
    def agree(text: str) -> None:
        if text and read_text(model, text, "s.yaml").value is not None:
            assert _allows(described, _as_json(text))

    agree()


@pytest.mark.parametrize(
    "text",
    [
        "title: A\nblocks: [{title: B, duration: 20-15 min}]\n",
        "title: A\nblocks: [{title: B, duration: 9 moons}]\n",
        "title: A\nduration: 5-10 min\n",
        "title: A\nduration: 25 h\n",
        "title: A\nblocks: [{title: B, duration: 5, turns: 1-2 min}]\n",
        "title: A\nreserve: 120%\n",
        "title: A\ntitle: B\n",
        "title:\n",
        "title: !odd A\n",
    ],
)
def test_what_only_the_reader_refuses(text: str) -> None:
    assert read_session(text, "s.yaml").value is None
    assert _allows(schema(Session), _as_json(text))


@pytest.mark.parametrize(
    "text",
    [
        "week: 1\n",
        "title: A\ncolour: blue\n",
        "title: [A]\n",
        "title: A\nweek: 0\n",
        "title: A\nblocks: B\n",
        "title: A\nblocks: [{title: B}]\n",
        "title: A\nblocks: [{title: B, duration: soon}]\n",
        "title: A\nblocks: [{title: B, duration: 5, advance: never}]\n",
    ],
)
def test_what_both_refuse(text: str) -> None:
    assert read_session(text, "s.yaml").value is None
    assert not _allows(schema(Session), _as_json(text))


def _all_properties(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for item in schema for found in _all_properties(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema["properties"]] if "properties" in schema else []
    return own + [found for value in schema.values() for found in _all_properties(value)]


_CORE = (
    ("null", re.compile("|~|null|Null|NULL"), lambda _: None),
    ("bool", re.compile("true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    ("int", re.compile("[-+]?[0-9]+"), int),
    ("int", re.compile("0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    ("float", re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)


def _as_json(text: str) -> Any:
    """The document as an editor sees it: YAML 1.2 with its core types."""
    return _value(yaml.compose(text, Loader=yaml.SafeLoader))


def _value(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    assert isinstance(node, yaml.ScalarNode)
    if node.style is None:
        for _, pattern, make in _CORE:
            if pattern.fullmatch(node.value):
                return make(node.value)
    return node.value


_TYPES: dict[str, type | tuple[type, ...]] = {
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "string": str,
    "array": list,
    "object": dict,
}


def _allows(schema: dict[str, Any], value: Any) -> bool:
    """As much of JSON schema as ours uses."""
    known = {"$schema", "title", "description", "examples", "type", "anyOf", "enum", "pattern"}
    known |= {"minimum", "exclusiveMinimum", "items", "properties", "propertyNames", "required"}
    assert set(schema) <= known | {"additionalProperties"}, schema
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, name) for name in types):
        return False
    if "anyOf" in schema and not any(_allows(each, value) for each in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return False
    if _is(value, "number") and (
        value < schema.get("minimum", value) or value <= schema.get("exclusiveMinimum", -1e9)
    ):
        return False
    if isinstance(value, list):
        return all(_allows(schema.get("items", {}), item) for item in value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", {})
        if others is False and not set(value) <= set(properties):
            return False
        if not all(_allows(schema.get("propertyNames", {}), key) for key in value):
            return False
        return set(schema.get("required", ())) <= set(value) and all(
            _allows(properties.get(key, others or {}), item) for key, item in value.items()
        )
    return True


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name]) or (
        name == "integer" and isinstance(value, float) and value.is_integer()
    )
