"""The stress tests run, find what is broken, and say how to make it again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.stress import __main__ as stress
from tests.stress.runner import run

pytestmark = [
    pytest.mark.stress,
    pytest.mark.skipif(os.name != "posix", reason="processes are forked, and have terminals"),
]

CASES = {"fuzz": 2, "meeting": 2, "room": 2, "screens": 1, "kills": 20, "program": 2, "faults": 120}


@pytest.mark.parametrize("name", CASES)
def test_each_part_runs(name: str) -> None:
    part, _, _ = stress.PARTS[name]
    result = run(name, part, seed=1, cases=range(CASES[name]))
    assert result.counts["cases"] >= CASES[name]
    assert "\n".join(stress.report([result])) == "Nothing broke."


def test_a_fault_is_found_and_can_be_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("homeroom_tui.agenda.reader.decode", broken)
    out = tmp_path / "stress.json"
    words = ["fuzz", "--seed", "1", "--seconds", "0.2", "--json", str(out)]
    assert stress.main(words) == 1
    assert "ZeroDivisionError: planted" in capsys.readouterr().out
    failures = json.loads(out.read_text())["parts"]["fuzz"]["failures"]
    again = failures[0]["again"].split()[3:]
    assert stress.main([*again, "--json", str(out)]) == 1
    assert "ZeroDivisionError: planted" in capsys.readouterr().out
