"""The README says what is so: its keys, its files, its commands."""

import os
import re
from pathlib import Path

import click
import pytest

from homeroom_tui.cli import cli
from homeroom_tui.commands import key_table

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
KEYS = re.compile("(?<=<!-- keys -->\n).*?(?=<!-- /keys -->)", re.DOTALL)


def test_the_table_of_keys_is_the_programs_own() -> None:
    """`HOMEROOM_GOLDEN=write pytest tests/test_readme.py` writes it anew."""
    text = README.read_text(encoding="utf-8")
    table = f"\n{key_table().strip()}\n\n"
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        README.write_text(KEYS.sub(lambda _: table, text), encoding="utf-8")
    else:
        (stands,) = KEYS.findall(text)
        assert stands == table


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))])
def test_what_a_page_points_at_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", re.sub("```.*?```", "", text, flags=re.DOTALL)):
        if "://" not in target and not target.startswith(("mailto:", "/")):
            assert ((ROOT / page).parent / target).exists(), target


def test_the_commands_it_names_are_there() -> None:
    named = set(re.findall(r"homeroom (?:--sessions \S+ )?([a-z]+)", README.read_text()))
    known = set(cli.list_commands(click.Context(cli)))
    assert {"run", "new", "edit", "check", "simulate", "import"} <= named & known
