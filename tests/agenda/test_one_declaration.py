"""A field that is declared is read, written, described and put in a schema without another line."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from msgspec import Struct, defstruct

from homeroom_tui.agenda.documents import draft, field_table, schema, write
from homeroom_tui.agenda.fields import Line, List, Record, fields_of
from homeroom_tui.agenda.kinds import KINDS, Choice, Kind
from homeroom_tui.agenda.model import Block, Doc, Group, Length, Prompt, Series, Session
from homeroom_tui.agenda.reader import read_text
from homeroom_tui.config import Config
from tests.agenda.strategies import VALUES, models

MATERIALS = Doc(
    "What people need for it.",
    '["pen", "paper"]',
    also=("gear",),
    item="material",
    unique=True,
    single=True,
)
ROOM = Doc("Where the group meets.", "B 12", also=("place",))


@pytest.fixture(scope="module")
def session() -> Any:
    """A copy of the model whose blocks have `kit` besides."""
    block = defstruct(
        "Block",
        [("kit", Annotated[tuple[str, ...], MATERIALS], ())],
        bases=(Block,),
        frozen=True,
    )
    (blocks,) = [field for field in fields_of(Session) if field.key == "blocks"]
    of_these = Annotated[tuple[block, ...], blocks.doc]  # type: ignore[valid-type]
    return defstruct("Session", [("blocks", of_these, ())], bases=(Session,), frozen=True)


TEXT = """\
title: A
blocks:
  - title: B
    duration: 5 min
    kit: {}
"""


def test_a_new_field_is_read(session: Any) -> None:
    (block,) = read_text(session, TEXT.format("[pen, paper]"), "s").get().blocks
    assert block.kit == ("pen", "paper")
    (block,) = read_text(session, TEXT.format("pen"), "s").get().blocks
    assert block.kit == ("pen",)


def test_a_new_field_has_its_problems(session: Any) -> None:
    reading = read_text(session, TEXT.format("[pen, pen]"), "s")
    assert "twice" in reading.problems[0].message
    reading = read_text(session, TEXT.replace("kit", "ikt").format("pen"), "s")
    assert reading.problems[0].hint == "Did you mean `kit`?"
    assert read_text(Session, TEXT.format("pen"), "s").value is None


def test_a_new_field_is_written_and_reads_back(session: Any) -> None:
    @given(models(session))
    @settings(max_examples=100, deadline=None)
    def same(value: Struct) -> None:
        assert read_text(session, write(value), "s.yaml").get() == value

    same()
    value = read_text(session, TEXT.format("[pen, paper]"), "s").get()
    assert "    kit:\n      - pen\n      - paper\n" in write(value)


def test_a_new_field_is_in_schema_and_docs(session: Any) -> None:
    kind: Any
    (kind,) = (f.kind for f in fields_of(session) if f.key == "blocks")
    described = schema(session)["properties"]["blocks"]["anyOf"][0]["items"]["properties"]
    assert described["kit"]["description"] == MATERIALS.help
    assert described["kit"]["examples"] == [["pen", "paper"]]
    assert f"| `kit` |  | {MATERIALS.help} |" in field_table(kind.kind.model)


def test_a_new_field_of_a_group_is_in_its_template() -> None:
    fields = [("room", Annotated[str, ROOM], "")]
    group: Any = defstruct("Group", fields, bases=(Group,), frozen=True)
    text = draft(group(), "Your group.")
    assert f"# {ROOM.help}\n# room: B 12" in text
    assert read_text(group, text.replace("# room:", "room:"), "g").get().room == "B 12"


class TimedPrompt(Prompt, frozen=True):
    """A copy of the model of a prompt that may have a length, within another one too."""

    duration: Annotated[Length | None, Doc("How long it takes.", "2 min")] = None
    prompts: Annotated[tuple[TimedPrompt, ...], Doc("More.", "[]", item="prompt")] = ()


def test_a_prompt_may_have_more_fields_at_both_levels() -> None:
    block = defstruct(
        "Block",
        [("prompts", Annotated[tuple[TimedPrompt, ...], Doc("More.", "[]", item="prompt")], ())],
        bases=(Block,),
        frozen=True,
    )
    text = (
        "title: A\nduration: 5 min\nprompts:\n  - Plain\n  - text: Write\n    duration: 2 min\n"
        "    prompts:\n      - text: More\n        duration: 1 min\n"
    )
    read: Any = read_text(block, text, "b").get()
    inner = TimedPrompt("More", duration=60)
    assert read.prompts == (TimedPrompt("Plain"), TimedPrompt("Write", (inner,), 120))
    assert read_text(block, write(read), "b").get() == read
    described = schema(block)["properties"]["prompts"]["anyOf"][0]["items"]["anyOf"][1]
    within = described["properties"]["prompts"]["anyOf"][0]["items"]["anyOf"][1]["properties"]
    assert list(within) == ["text", "duration"]
    deeper = text + "        prompts: [x]\n"
    assert "one level too deep" in read_text(block, deeper, "b").problems[0].message


def test_a_field_without_a_doc_is_refused() -> None:
    bare = defstruct("Bare", [("title", str)], frozen=True)
    with pytest.raises(TypeError, match=r"Bare\.title has no Doc"):
        fields_of(bare)


def test_a_type_without_a_kind_is_refused() -> None:
    odd = defstruct("Odd", [("size", Annotated[complex, ROOM])], frozen=True)
    with pytest.raises(TypeError, match="of an unknown type"):
        fields_of(odd)


def test_every_kind_of_value_has_test_data() -> None:
    assert set(VALUES) >= {*KINDS.values(), Choice, List, Line, Record}
    assert issubclass(Record, Kind)


@pytest.mark.parametrize("model", [Session, Block, Prompt, Series, Group, Config])
def test_the_names_that_people_use_lead_to_one_field(model: type[Struct]) -> None:
    known = {field.key for field in fields_of(model)}
    also = [name for field in fields_of(model) for name in field.doc.also if name != field.key]
    assert not known.intersection(also)
    assert len(set(also)) == len(also)
