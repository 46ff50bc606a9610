"""`homeroom simulate`: the figures, in words and for a machine."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui.cli import cli

SESSIONS = Path(__file__).parents[2] / "sessions"


def simulate(*words: str, folder: Path = SESSIONS) -> Result:
    return CliRunner().invoke(cli, ["--sessions", str(folder), "simulate", *words])


def test_the_same_seed_gives_the_same_json() -> None:
    first = simulate("1", "--runs", "50", "--seed", "7", "--json").stdout
    assert simulate("1", "--runs", "50", "--seed", "7", "--json").stdout == first
    figures = json.loads(first)
    assert figures["runs"] == 50
    for policy in ("elastic", "elastic_fit", "fixed", "fitted"):
        assert set(figures[policy]) == {"on_time", "mean_late", "p95_late", "unmet"}


def test_a_table_and_a_sentence_of_advice() -> None:
    said = simulate("1", "--runs", "50").stdout
    assert "elastic, with fit" in said
    assert said.rstrip().endswith(".")
    assert "\x1b" not in said


def test_a_larger_reserve_makes_it_later_less_often() -> None:
    def late(reserve: str) -> float:
        words = ("1", "--runs", "300", "--reserve", reserve, "--json")
        return float(json.loads(simulate(*words).stdout)["elastic"]["mean_late"])

    assert late("15%") < late("0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cut", "3"), "cut"),
        (("--runs", "0"), "1"),
        (("--spread", "-1"), "spread"),
        (("--reserve", "soon"), "'soon' is not a duration"),
    ],
)
def test_what_cannot_be_simulated_says_why(words: tuple[str, ...], said: str) -> None:
    result = simulate("1", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_session_without_a_duration_cannot_end_on_time(tmp_path: Path) -> None:
    (tmp_path / "open.yaml").write_text("title: Open\nblocks:\n- {title: A, duration: 5}\n")
    result = simulate("open", folder=tmp_path)
    assert result.exit_code in (1, 2)
    assert "duration" in result.stderr


def test_a_tie_has_a_column_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "week-1.yaml").write_text(
        "title: Guest\nduration: 60 min\nblocks:\n  - {title: Prepare, duration: 10-20 min}\n"
        "  - {title: Our guest, duration: 30 min, at: +25 min}\n"
    )
    first = simulate("1", "--runs", "50", folder=tmp_path).stdout.splitlines()[0]
    assert first.split("\t")[0] == "elastic"
    assert first.split("\t")[-1] == "100 %"
