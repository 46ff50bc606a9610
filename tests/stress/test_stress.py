"""The stress tests run, find what is broken, and says how to make it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stress import __main__ as stress
from tests.stress.outcome import run

CASES = [("fuzz", 20), ("walk", 1), ("kills", 2), ("program", 1), ("faults", 60)]


@pytest.mark.parametrize(("name", "cases"), CASES)
def test_each_part_runs(name: str, cases: int) -> None:
    part, _, _ = stress.PARTS[name]
    tally = run(name, part, seed=1, cases=range(cases))
    assert tally.counts["cases"] == cases
    assert stress.report([tally]) == ["Nothing broke."]


def test_a_fault_is_found_and_can_be_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("homeroom_tui.agenda.yaml_nodes.compose", broken, raising=False)
    monkeypatch.setattr("homeroom_tui.agenda.reader.decode", broken)
    out = tmp_path / "stress.json"
    words = ["fuzz", "--seed", "1", "--seconds", "0.2", "--json", str(out)]
    assert stress.main(words) == 1
    assert "ZeroDivisionError: planted" in capsys.readouterr().out
    failures = json.loads(out.read_text())["parts"]["fuzz"]["failures"]
    assert "--seed 1 --case" in failures[0]["again"]
