"""Values and files for property tests, made from the fields that the models declare."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date, time
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda import fields, kinds
from homeroom_tui.agenda.fields import Field, fields_of
from homeroom_tui.agenda.kinds import Kind
from homeroom_tui.agenda.model import REST, Reserve, Tie, TimeRange

lengths = st.integers(1, 24 * 3600)
ranges = st.one_of(
    st.just(REST),
    lengths.map(lambda seconds: TimeRange(seconds, seconds)),
    st.tuples(lengths, lengths).map(lambda pair: TimeRange(min(pair), max(pair))),
)
texts = (
    st.one_of(
        st.text(max_size=30),
        st.text("ab:#-'\"\\[]{}*&!|>%@`,? \n\t~.09", max_size=30),
        st.sampled_from(
            ["No", "null", "~", "15:00", "a: b", "x #y", "été", "日本", "- a", "a\n\n  b"]
        ),
    )
    .map(lambda text: text.strip())
    .filter(bool)
)
reserves = st.one_of(
    st.integers(0, 1000).map(lambda tenths: Reserve(share=float(tenths / 10) / 100)),
    st.integers(0, 3600).map(lambda seconds: Reserve(seconds=seconds)),
)

ties = st.one_of(
    st.builds(Tie, clock=st.builds(time, st.integers(0, 23), st.integers(0, 59))),
    st.builds(Tie, after=lengths),
)

VALUES: dict[type[Kind[Any]], Callable[[Any], st.SearchStrategy[Any]]] = {
    kinds.Text: lambda kind: texts,
    kinds.LongText: lambda kind: texts,
    kinds.Flag: lambda kind: st.booleans(),
    kinds.Count: lambda kind: st.integers(1, 9999),
    kinds.Choice: lambda kind: st.sampled_from(kind.values),
    kinds.Address: lambda kind: st.text(string.ascii_lowercase, min_size=1).map(
        "https://{}.example/a?b#c".format
    ),
    kinds.WordField: lambda kind: st.from_regex(r"[\w-]{1,40}", fullmatch=True),
    kinds.Range: lambda kind: ranges,
    kinds.LengthField: lambda kind: lengths,
    kinds.Turns: lambda kind: st.one_of(st.booleans(), lengths),
    kinds.ReserveField: lambda kind: reserves,
    kinds.Day: lambda kind: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    kinds.TimeOfDay: lambda kind: st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    kinds.TieField: lambda kind: ties,
    kinds.Zone: lambda kind: st.sampled_from(["America/Denver", "UTC", "Europe/Berlin"]),
    fields.List: lambda kind: _lists(values(kind.kind)),
    fields.Record: lambda kind: models(kind.model),
    fields.Line: lambda kind: texts.map(kind.model) if kind.inner else models(kind.model),
}
"""For each kind of value, the values that a file may hold of it."""


def values(kind: Kind[Any]) -> st.SearchStrategy[Any]:
    return VALUES[type(kind)](kind)


def _lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Tuples in which no two have one id, and no more than one is tied to a time."""
    some = st.lists(items, max_size=3, unique_by=lambda item: getattr(item, "id", None) or object())
    return some.map(_tied_once)


def _tied_once(items: list[Any]) -> tuple[Any, ...]:
    tied = [place for place, item in enumerate(items) if getattr(item, "at", None) is not None]
    return tuple(
        replace(item, at=None) if place in tied[1:] else item for place, item in enumerate(items)
    )


def models(model: type[Struct]) -> st.SearchStrategy[Any]:
    """Models in which each field that may be left out is, or is not."""
    return st.builds(model, **{field.key: _given_or_not(field) for field in fields_of(model)})


def _given_or_not(field: Field) -> st.SearchStrategy[Any]:
    given = values(field.kind)
    return given if field.required else st.one_of(st.just(field.default), given)


# What a person might write, right or wrong, as YAML that a general reader understands too.

scalars = st.sampled_from(
    [
        "15", "15:00", "1:30:00", "15-20", "rest", "REST", "90s", "1.5", "0", "-3", "true", "No",
        "'on'", "null", "~", "", "auto", "AUTO", "norms", "Norms", "10%", "2", "007", "Share", "''",
        "2025-11-26", "1e3", "0x10", ".5", "'5 min'", "(5)", "2 PM", "14h00", "UTC", "Wednesday",
        "https://example.org",
    ]
)  # fmt: skip


def written(kind: Kind[Any]) -> st.SearchStrategy[str]:
    """Flow YAML that may or may not be a value of this kind."""
    if isinstance(kind, fields.List):
        several = _list_of(written(kind.kind))
        return st.one_of(several, written(kind.kind)) if kind.doc.single else several
    if isinstance(kind, fields.Record):
        return st.one_of(_fields_of(kind.model), loose)
    if isinstance(kind, fields.Line):
        return scalars if kind.inner else st.one_of(scalars, _fields_of(kind.model))
    if isinstance(kind, kinds.Choice):
        return st.one_of(st.sampled_from(kind.words), scalars)
    return scalars


def documents(model: type[Struct]) -> st.SearchStrategy[str]:
    """Whole files that may or may not be one of this model."""
    entries = {field.key: written(field.kind) for field in fields_of(model)}
    return _some(entries, model).map(
        lambda items: "".join(f"{key}: {value}\n" for key, value in items.items())
    )


def _fields_of(model: type[Struct]) -> st.SearchStrategy[str]:
    entries = {field.key: written(field.kind) for field in fields_of(model)}
    return _some(entries, model).map(_flow)


def _some(
    entries: dict[str, st.SearchStrategy[str]], model: type[Struct]
) -> st.SearchStrategy[dict[str, str]]:
    required = {field.key: entries[field.key] for field in fields_of(model) if field.required}
    optional = {key: entries[key] for key in entries if key not in required}
    return st.fixed_dictionaries(required, optional={**optional, "colour": scalars})


def _flow(items: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"


def _list_of(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, max_size=2).map(lambda found: f"[{', '.join(found)}]")


loose = st.recursive(
    scalars,
    lambda inner: st.one_of(
        _list_of(inner),
        st.dictionaries(st.sampled_from(["title", "duration", "colour"]), inner, max_size=3).map(
            _flow
        ),
    ),
    max_leaves=6,
)
