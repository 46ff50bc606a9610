"""Plain mode as a process: lines through a pipe in, text out, and a meeting that can go on."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.notes import notes
from homeroom_tui.meeting.state import Playback
from homeroom_tui.storage.archive import Archive

HOMEROOM = [sys.executable, "-m", "homeroom_tui"]


@pytest.fixture
def environ(library, tmp_path: Path) -> dict[str, str]:
    """The user's own places are the test's; the weeks are those of `library`."""
    own = tmp_path / "own"
    own.mkdir()
    places = {f"XDG_{name}_HOME": str(own) for name in ("STATE", "CONFIG", "DATA", "CACHE")}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, **places, "HOMEROOM_SESSIONS": str(tmp_path), "TZ": "UTC", "TERM": "dumb"}


def archive(environ: dict[str, str]) -> Archive:
    return Archive(Path(environ["XDG_STATE_HOME"]) / "homeroom" / "meetings")


def homeroom(
    environ: dict[str, str], *words: str, typed: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*HOMEROOM, *words],
        input=typed,
        capture_output=True,
        env={**environ, **more},
        timeout=60,
        check=False,
    )


def test_a_pipe_runs_a_meeting_that_can_be_resumed(environ):
    done = homeroom(environ, "run", "1", "--plain", typed=b"p\nn\nnote \xe2\x82\xac 5\n+ 2\n")
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout
    assert all(line.isprintable() for line in done.stdout.decode().split("\n"))
    assert done.stdout.endswith(b"Left. The meeting can be resumed: homeroom resume --plain\n")
    (record,) = archive(environ).meetings().records
    assert record.under_way
    kinds = [type(event) for event in record.meeting.events]
    assert kinds == [ev.Start, ev.Next, ev.Note, ev.AddTime]


def test_notes_before_the_start_are_kept(environ):
    homeroom(environ, "run", "1", "--plain", typed=b"note bring cake\n")
    done = homeroom(environ, "run", "1", "--plain", typed=b"p\nnote said\n")
    assert b"As you left it at" in done.stderr
    (record,) = archive(environ).meetings().records
    assert [note.written for note in notes(record.meeting.events)] == ["bring cake", "said"]


def test_a_finished_meeting_has_minutes_as_any_other(environ):
    homeroom(environ, "run", "1", "--plain", typed=b"p\nn\nn\nn\nnote well done\nF\ny\nq\n")
    minutes = homeroom(environ, "minutes").stdout.decode()
    assert "Norms and plans" in minutes
    assert "- well done" in minutes


def test_a_finished_meeting_is_opened_again_by_a_word(environ):
    homeroom(environ, "run", "1", "--plain", typed=b"p\nnote said\nF\ny\nq\n")
    shown = homeroom(environ, "resume", "--plain", typed=b"q\n")
    assert b"Finished." in shown.stdout
    assert b"reopen goes on with it" in shown.stdout
    assert archive(environ).find().finished, "looking at it changes nothing"
    homeroom(environ, "resume", "--plain", typed=b"reopen\nnote more\nq\n")
    record = archive(environ).find()
    assert record.under_way
    assert [note.written for note in notes(record.meeting.events)] == ["said", "more"]


def test_until_and_no_end_are_heard(environ):
    free = homeroom(environ, "run", "1", "--plain", "--no-end")
    assert b"no hard end, ends" in free.stdout
    wrong = homeroom(environ, "run", "1", "--plain", "--until", "noon")
    assert wrong.returncode == 2
    assert b"Write for example 15:00" in wrong.stderr


def test_a_rehearsal_keeps_nothing(environ):
    done = homeroom(environ, "run", "1", "--plain", "--speed", "60", typed=b"p\n")
    assert done.stdout.startswith("REHEARSAL ×60: nothing is saved.\n".encode())
    assert archive(environ).meetings().records == ()


def test_plain_mode_resumes_after_a_stopped_process(environ):
    process = subprocess.Popen(
        [*HOMEROOM, "run", "1", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"p\nn\n")
    process.stdin.flush()
    said = b""
    for line in process.stdout:
        said += line
        if b"Block 2 of 4" in line:
            break
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert b"can be resumed" in out
    assert err == b""
    again = homeroom(environ, "run", "1", "--plain")
    assert b"was not finished. To go on with it: homeroom resume --plain" in again.stderr
    resumed = homeroom(environ, "resume", "--plain", typed=b"note done\nF\ny\n")
    assert resumed.returncode == 0
    assert b"Block 2 of 4" in resumed.stdout
    finished = [r.state.playback for r in archive(environ).meetings().records]
    assert finished == [Playback.FINISHED]


def test_a_reader_that_goes_away_ends_it_without_a_traceback(environ):
    process = subprocess.Popen(
        [*HOMEROOM, "run", "1", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(b"p\n" * 20000, timeout=60)
    assert b"Traceback" not in err
    assert process.returncode == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_reported_once(environ, unbuffered):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*HOMEROOM, "run", "1", "--plain"],
            input=b"p\nnote still here\n",
            stdout=full,
            stderr=subprocess.PIPE,
            env=environ | {"PYTHONUNBUFFERED": unbuffered},
            timeout=60,
            check=False,
        )
    assert done.stderr.decode() == (
        "Lines can't be written: No space left on device. The meeting goes on.\n"
    )
    assert done.returncode == 1
    (record,) = archive(environ).meetings().records
    assert [note.written for note in notes(record.meeting.events)] == ["still here"]


def test_a_meeting_that_cannot_be_saved_is_kept_elsewhere(environ, tmp_path):
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        [*HOMEROOM, "run", "1", "--plain"],
        input=b"p\nnote still here\nq\n",
        capture_output=True,
        env=environ | {"XDG_STATE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)},
        timeout=60,
        check=False,
    )
    assert done.stdout.endswith(b"Left.\n")
    (kept,) = tmp_path.glob("homeroom-*/*.jsonl")
    assert f"It is in {kept}.".encode() in done.stderr
    assert b"still here" in kept.read_bytes()
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("closed", "code", "said"),
    [
        ("run 1 --plain <&-", 0, "Left."),
        ("run 1 --plain >&-", 1, "there is nowhere to write"),
        ("run 1 <&-", 2, "run or resume with --plain"),
        ("run 1 >&-", 2, "run or resume with --plain"),
    ],
)
def test_a_closed_input_or_output_is_said(environ, closed, code, said):
    done = subprocess.run(
        f"exec {sys.executable} -m homeroom_tui {closed}",
        shell=True,
        capture_output=True,
        env=environ,
        timeout=60,
        check=False,
    )
    told = (done.stdout + done.stderr).decode()
    assert (done.returncode, "Traceback" in told) == (code, False), told
    assert said in told


def test_an_unread_pipe_does_not_delay_the_end(environ):
    process = subprocess.Popen(
        [*HOMEROOM, "run", "1", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"p\n" + b"v\n" * 2000)
    process.stdin.flush()
    while not _full(process.stdout.fileno()):
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 128 + signal.SIGTERM
    process.communicate()


def _full(pipe: int) -> bool:
    """Return whether a pipe holds about as much as it can."""
    waiting = fcntl.ioctl(pipe, termios.FIONREAD, b"    ")
    return int.from_bytes(waiting, sys.byteorder) > 60_000


def test_a_terminal_that_goes_away_ends_it_as_a_hangup(environ):
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [*HOMEROOM, "run", "1", "--plain"],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environ,
        start_new_session=True,
    )
    os.close(theirs)
    assert os.read(ours, 100)
    os.close(ours)
    _, err = process.communicate(timeout=60)
    assert b"Traceback" not in err
    assert process.returncode == 128 + signal.SIGHUP


def test_an_encoding_without_the_signs_is_no_error(environ):
    done = homeroom(
        environ, "run", "1", "--plain", typed=b"p\n\xff\xfe\n", PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 0
    assert b"15-20 min" in done.stdout


def test_without_a_terminal_run_tells_of_plain(environ):
    done = homeroom(environ, "run", "1")
    assert done.returncode == 2
    assert b"--plain" in done.stderr


def test_plain_needs_a_week(environ):
    done = homeroom(environ, "run", "--plain")
    assert done.returncode == 2
    assert b"--plain needs a WEEK" in done.stderr


def test_plain_mode_never_loads_the_screens(environ):
    code = (
        "import sys\nfrom homeroom_tui.cli import main\n"
        "try:\n    main(['run', '1', '--plain'])\nexcept SystemExit:\n    pass\n"
        "assert 'textual' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"p\n", capture_output=True, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
