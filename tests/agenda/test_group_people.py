"""Names are added to a group's file, and nothing that somebody wrote in it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.agenda.group_people import add_people
from homeroom_tui.agenda.model import Group
from homeroom_tui.agenda.new_files import begin_group
from homeroom_tui.agenda.reader import read_bytes
from homeroom_tui.files import CannotWrite
from tests.texts import UNTRUSTED

FILES = {
    "no people": ("# ours\nname: Owls\n", "# ours\nname: Owls\npeople:\n  - Eve\n"),
    "no line feed": ("name: Owls", "name: Owls\npeople:\n  - Eve\n"),
    "nothing": ("", "people:\n  - Eve\n"),
    "a comment alone": ("# ours\n", "# ours\npeople:\n  - Eve\n"),
    "a key alone": (
        "people:  # to come\nname: Owls\n",
        "people:  # to come\n  - Eve\nname: Owls\n",
    ),
    "a list": (
        "people:\n- Ana  # the first\n- Ben  # the last\n\n# and\nname: Owls\n",
        "people:\n- Ana  # the first\n- Ben  # the last\n- Eve\n\n# and\nname: Owls\n",
    ),
    "a list further in": (
        'people:\n    - "Ana"\n    # - Chidi is away\nname: Owls',
        'people:\n    - "Ana"\n    - Eve\n    # - Chidi is away\nname: Owls',
    ),
    "in brackets": (
        "people: [Ana, 'Ben']  # both\nname: Owls\n",
        "people: [Ana, 'Ben', Eve]  # both\nname: Owls\n",
    ),
    "in brackets on lines": (
        "people: [\n  Ana, # one\n  Ben # two\n]\n",
        "people: [\n  Ana, # one\n  Ben, Eve # two\n]\n",
    ),
    "empty brackets": ("people: []\n", "people: [Eve]\n"),
    "Windows": ("people:\r\n  - Ana\r\n", "people:\r\n  - Ana\r\n  - Eve\r\n"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_name_is_added_and_the_rest_stays(tmp_path: Path, name: str) -> None:
    before, after = FILES[name]
    path = tmp_path / "group.yaml"
    path.write_bytes(before.encode())
    add_people(path, ["Eve"])
    assert path.read_bytes().decode() == after


def test_a_file_that_was_just_begun_gets_the_names(tmp_path: Path) -> None:
    path = begin_group(tmp_path / "group.yaml")
    before = path.read_text()
    add_people(path, ["Ana", "Zoë O'Neill", "Ben, Jr."])
    assert path.read_text().startswith(before)
    assert read_bytes(Group, path.read_bytes(), "").get().people == (
        "Ana",
        "Zoë O'Neill",
        "Ben, Jr.",
    )


@pytest.mark.parametrize(
    "content",
    ["people: Ana\n", "{name: Owls}\n", "people: [Ana\n", "nam: x", b"\xff\xfep\0", b"\xe9"],
)
def test_what_only_its_author_can_change_is_left_alone(
    tmp_path: Path, content: str | bytes
) -> None:
    before = content.encode() if isinstance(content, str) else content
    path = tmp_path / "group.yaml"
    path.write_bytes(before)
    with pytest.raises(CannotWrite, match="No names were added to"):
        add_people(path, ["Eve"])
    assert path.read_bytes() == before


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "group.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: Owls\n")
    add_people(path, ["Eve"])
    assert path.read_bytes() == b"\xef\xbb\xbfname: Owls\npeople:\n  - Eve\n"


@pytest.mark.parametrize("content", [file[0] for file in FILES.values()])
@given(names=st.lists(st.sampled_from([*UNTRUSTED.values(), "No", "12", "- x", "a: b", "'", "é"])))
def test_any_name_reads_back_or_nothing_is_written(
    tmp_path_factory: pytest.TempPathFactory, content: str, names: list[str]
) -> None:
    path = tmp_path_factory.mktemp("group") / "group.yaml"
    path.write_bytes(content.encode())
    before = read_bytes(Group, path.read_bytes(), "").get().people
    try:
        add_people(path, names)
    except CannotWrite:
        assert path.read_bytes() == content.encode()
    else:
        assert read_bytes(Group, path.read_bytes(), "").get().people == (*before, *names)
