"""The places that show each field of a block: a new field fails until somebody has decided."""

from __future__ import annotations

from datetime import time

import pytest
from msgspec.structs import fields

from homeroom_tui.agenda.details import Place, details, with_addresses
from homeroom_tui.agenda.model import Block, Prompt, Tie, TimeRange

HEAD = "in the line with the title"
FULL = Block(
    title="Share",
    duration=TimeRange(900, 1200),
    prompts=(Prompt("What was helpful?", (Prompt("At work?"),), duration=120),),
    hints=("Let the quiet ones begin.",),
    turns=120,
    advance="auto",
    show="norms",
    at=Tie(clock=time(12)),
    warn=(300, 60),
    materials=("The roadmap",),
    id="sharing",
)

SHOWN_IN = {
    "title": HEAD,
    "duration": HEAD,
    "prompts": set(Place),
    "hints": {Place.SHOW},
    "turns": {Place.LOBBY, Place.SHOW},
    "advance": {Place.LOBBY, Place.SHOW},
    "show": {Place.LOBBY, Place.SHOW},
    "at": set(Place),
    "warn": {Place.SHOW},
    "materials": set(Place),
    "id": {Place.SHOW},
}


def test_it_is_decided_of_every_field_where_it_is_shown():
    assert list(SHOWN_IN) == [field.name for field in fields(Block)]
    for field in fields(Block):
        assert getattr(FULL, field.name) != field.default, "the full block needs a value for it"


@pytest.mark.parametrize("place", Place)
def test_a_place_shows_the_fields_that_belong_there(place):
    found = {detail.field for detail in details(FULL, place)}
    assert found == {name for name, where in SHOWN_IN.items() if where != HEAD and place in where}


def test_details_are_lines_with_the_kind_of_block_first():
    assert [(d.depth, d.line) for d in details(FULL, Place.SHOW)] == [
        (0, "at 12:00"),
        (0, "in turns, 2 min each"),
        (0, "moves on by itself"),
        (0, "shows the group's norms"),
        (0, "signals 5 min and 1 min before its end"),
        (0, "id: sharing"),
        (0, "bring: The roadmap"),
        (0, "What was helpful? · 2 min"),
        (1, "At work?"),
        (0, "hint: Let the quiet ones begin."),
    ]


def test_a_block_without_more_has_no_details():
    assert details(Block("Break", TimeRange(300, 300)), Place.SHOW) == []


def test_links_are_followed_by_their_addresses():
    text = "Read **the** [guide](/guide) \x1b[31m"
    assert with_addresses(text, "https://example.org") == (
        "Read the guide (https://example.org/guide) ␛[31m"
    )
