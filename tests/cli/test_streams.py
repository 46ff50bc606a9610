"""No command ends in a traceback for what its standard streams are, or cannot take."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SESSIONS = Path(__file__).parents[2] / "sessions"
HOMEROOM = f"{sys.executable} -m homeroom_tui"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")

PRINTING = (
    *("list", "show 1", "show 1 --json", "config", "config --keys", "history 1", "schema"),
    *("check", "simulate 1 --runs 20", "minutes", "group", "--help"),
)


def shell(tmp_path: Path, line: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    homes = {f"XDG_{role}_HOME": str(tmp_path / role) for role in ("STATE", "DATA", "CONFIG")}
    return subprocess.run(
        line,
        shell=True,
        env={**os.environ, **homes, "HOMEROOM_SESSIONS": str(SESSIONS), **environ},
        capture_output=True,
        timeout=60,
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
@pytest.mark.parametrize("words", PRINTING[:9])
def test_a_full_or_closed_output_is_said_in_a_sentence(tmp_path: Path, words: str) -> None:
    for where, why in ((">/dev/full", b"the disk is full"), (">&-", b"standard output is closed")):
        done = shell(tmp_path, f"{HOMEROOM} {words} {where}")
        assert (done.returncode, done.stdout) == (1, b"") or words == "history 1"
        assert b"Traceback" not in done.stderr
        assert why in done.stderr or words == "history 1"  # which has nothing to print


@pytest.mark.parametrize("words", ["list", "minutes", "run 1", "run 1 --plain", "resume", ""])
def test_closed_streams_end_nothing_in_a_traceback(tmp_path: Path, words: str) -> None:
    for closed in ("<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-"):
        done = shell(tmp_path, f"{HOMEROOM} {words} {closed} </dev/null")
        assert done.returncode in (0, 1, 2)
        assert b"Traceback" not in done.stderr + done.stdout


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    done = shell(tmp_path, f"{HOMEROOM} show 1 --json | head -1")
    assert (done.stdout, done.stderr) == (b"{\n", b"")


@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp437"])
@pytest.mark.parametrize("words", PRINTING)
def test_other_encodings_spell_what_they_lack(tmp_path: Path, encoding: str, words: str) -> None:
    environ = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "COLUMNS": "100"}
    done = shell(tmp_path, f"{HOMEROOM} {words}", **environ)
    assert b"Traceback" not in done.stderr
    done.stdout.decode(encoding)
    if words == "show 1":
        assert b"15-20 min" in done.stdout.replace("–".encode("cp437", "replace"), b"-")


def test_a_week_or_a_typo_as_the_command(tmp_path: Path) -> None:
    for word, meant in (("1", "run 1"), ("week-3", "run week-3"), ("histroy", "history")):
        done = shell(tmp_path, f"{HOMEROOM} {word}")
        assert done.returncode == 2
        assert f"Did you mean `homeroom {meant}`?".encode() in done.stderr
    done = shell(tmp_path, f"{HOMEROOM} xyzzy")
    assert done.stderr == (b"There is no command 'xyzzy'. homeroom --help lists all commands.\n")
