"""`run --share`, `follow` and `broker` as a user meets them, and sharing from the screens."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from homeroom_tui import files
from homeroom_tui.agenda.model import Group, RoomPlace, RoomSettings
from homeroom_tui.cli import cli, main
from homeroom_tui.room.link import NO_BROKER, LinkError, find_place, parse_handover
from homeroom_tui.tui.share import code_rows
from tests.room.conftest import Mosquitto, free_port, gathering, program, wait_until

LINK = f"mqtt://hr.example.org/#{'A' * 22}.{'A' * 22}"
COHORT = f"mqtt://hr.example.org/#c.{'A' * 22}.{'A' * 22}"
TAKING = "mqtt://hr.example.org/#t." + "A" * 43 + "." + "A" * 22


def test_without_a_broker_sharing_says_how_to_get_one() -> None:
    done = CliRunner().invoke(cli, ["run", "1", "--plain", "--share"])
    assert done.exit_code == 2
    assert "Three ways to get one" in done.output
    assert "homeroom broker" in done.output
    typed = CliRunner().invoke(cli, ["run", "1", "--plain"], input="share\nunshare\nq\n")
    assert "Three ways to get one" in typed.output
    assert "The meeting is not shared." in typed.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "1", "--broker", "mqtt://h"], "--broker, --page and --cohort go with --share"),
        (["run", "1", "--share", "--speed", "60"], "A rehearsal can't be shared"),
        (["run", "1", "--plain", "--share", "--broker", "h"], "Write the broker's address as"),
        (["follow", "https://hr.example.org/"], "copied with all behind `#`"),
        (["follow", TAKING], "homeroom take 'LINK'"),
        (["board", TAKING], "homeroom take 'LINK'"),
        (["take", "https://hr.example.org/#" + "A" * 22 + "." + "A" * 22], "ask its facilitator"),
        (["take", TAKING[:-1]], "cut off or changed"),
        (["broker", "--cert", "x.pem"], "--cert and --key go together"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(words: list[str], said: str) -> None:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 2
    assert said in done.output


def test_where_to_share_is_told_set_or_the_groups() -> None:
    group = Group(room=RoomPlace("mqtts://group.example.org", "https://group.example.org/"))
    own = RoomSettings("mqtts://own.example.org", password="secret")
    environ = {"HOMEROOM_BROKER": "mqtt://env.example.org", "HOMEROOM_BROKER_PASSWORD": "other"}
    assert find_place({}, None, group).broker.host == "group.example.org"
    assert find_place({}, own, group).broker.host == "own.example.org"
    assert find_place({}, own, group).login.password == "secret"
    assert find_place(environ, own, group).broker.host == "env.example.org"
    assert find_place(environ, own, group).login.password == "other"
    assert find_place(environ, own, group, "wss://told.example.org/x").broker.path == "/x"
    with pytest.raises(LinkError, match="Three ways") as error:
        find_place({}, None, Group())
    assert str(error.value) == NO_BROKER


def test_a_password_is_not_sent_to_another_host_that_a_link_to_take_over_names() -> None:
    link = parse_handover(TAKING).broker
    told = {"HOMEROOM_BROKER_PASSWORD": "secret"}
    own = RoomSettings("mqtts://hr.example.org", password="secret")
    assert find_place(told, None, Group(), taken=link).broker == link
    assert find_place({}, own, Group(), taken=link).broker.secure  # as it is set, not as it says
    other = RoomSettings("mqtts://other.example.org", password="secret")
    with pytest.raises(LinkError, match="the broker that is set at other"):
        find_place({}, other, Group(), taken=link)


def test_the_secret_is_made_once_and_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "room-secret"
    first = files.secret(path)
    assert len(first) == 32
    assert files.secret(path) == first
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(files.Unreadable, match="damaged"):
        files.secret(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(files.Unreadable, match=r"room-secret: This is a folder"):
        files.secret(path)


def test_a_meeting_that_is_not_shared_loads_nothing_of_a_network() -> None:
    code = """
import sys
from homeroom_tui.cli import main
try:
    main(["run", "1", "--plain"])
except SystemExit as end:
    assert not end.code, end.code
import homeroom_tui.tui.app
names = ("paho", "cryptography", "segno", "homeroom_tui.room")
print("LOADED", *[n for n in names if n in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], input="q\n", capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].strip() == "LOADED"


def test_a_meeting_is_shared_and_followed_by_two_commands(mosquitto: Mosquitto) -> None:
    environ = {
        **os.environ,
        "HOMEROOM_BROKER": str(mosquitto.broker),
        "HOMEROOM_PAGE": mosquitto.page,
        "HOMEROOM_BROKER_PASSWORD": mosquitto.plan.password,
    }
    homeroom = [sys.executable, "-u", "-m", "homeroom_tui"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*homeroom, "run", "1", "--plain", "--share"],
        stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, env=environ,
    ) as shared:  # fmt: skip
        assert shared.stdout is not None
        assert shared.stdin is not None
        link = shared.stdout.readline().rpartition(" ")[2].strip()
        with subprocess.Popen(
            [*homeroom, "follow", link, "--plain"], stdout=pipe, text=True, env=environ
        ) as follower:
            assert follower.stdout is not None
            said: list[str] = []

            def heard(words: str) -> bool:
                said.append(follower.stdout.readline())
                return words in said[-1]

            wait_until(lambda: heard("has not started yet"), 30)
            shared.stdin.write("p\n")
            shared.stdin.flush()
            wait_until(lambda: heard("Block 1 of 4"), 30)
            follower.terminate()
        said_last, _ = shared.communicate("share\nunshare\nshare\nq\n", timeout=30)
    assert said_last.count(f"follow: {link}") == 2
    assert "The meeting is no longer shared." in said_last


class Terminal:
    """homeroom in plain mode, on a computer of its own."""

    def __init__(self, broker: Mosquitto, folder: Path, *words: str) -> None:
        own = {name: str(folder / name) for name in XDG}
        self.environ = {
            **os.environ,
            **own,
            "HOMEROOM_BROKER": str(broker.broker),
            "HOMEROOM_BROKER_PASSWORD": broker.login.password,
        }
        self.said: list[str] = []
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [*HOMEROOM, *words], stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT,
            text=True, env=self.environ,
        )  # fmt: skip
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hears(self, words: str) -> str:
        wait_until(lambda: any(words in line for line in self.said), 30)
        return next(line for line in self.said if words in line)

    def run(self, *words: str) -> str:
        """What another command says on the same computer."""
        done = subprocess.run(
            [*HOMEROOM, *words], capture_output=True, text=True, env=self.environ, timeout=60
        )
        return done.stdout + done.stderr

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


XDG = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
HOMEROOM = [sys.executable, "-u", "-m", "homeroom_tui"]


def test_a_laptop_that_is_killed_is_taken_over_and_the_minutes_are_whole(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    ana = Terminal(mosquitto, tmp_path / "ana", "run", "1", "--plain", "--share")
    ben = carl = None
    try:
        for line in ("p", "note From Ana", "n", "handover"):
            ana.type(line)
        link = ana.hears("Whoever has this link").rpartition(" ")[2]
        ana.hears("connected")
        ben = Terminal(mosquitto, tmp_path / "ben", "take", link, "--plain")
        ben.hears("is here, up to")
        ana.hears("facilitates this meeting now. What was said here is kept:")
        assert ana.process.wait(30) == 0
        assert "was taken over by" in ana.run("resume", "--plain")
        ben.type("note From Ben")
        with gathering(mosquitto.broker, parse_handover(link)) as found:
            wait_until(lambda: b"From Ben" in found.content())
        ben.process.kill()
        carl = Terminal(mosquitto, tmp_path / "carl", "take", link, "--plain")
        carl.hears("Block 2 of 4")
        for line in ("undo", "note From Carl", "finish", "y", "q"):
            carl.type(line)
        assert carl.process.wait(30) == 0
        minutes = carl.run("minutes")
        assert [words in minutes for words in ("From Ana", "From Ben", "From Carl")] == [True] * 3
    finally:
        for one in (ana, ben, carl):
            if one is not None:
                one.end()


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_broker_ends_with_its_command(ending: str) -> None:
    program("mosquitto")
    ports = [str(free_port()), str(free_port())]
    words = ["broker", "--port", ports[0], "--web-port", ports[1], "--password", "a long one"]
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "homeroom_tui", *words], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        printed = "".join(process.stdout.readline() for _ in range(6))
        assert f"HOMEROOM_PAGE=http://127.0.0.1:{ports[1]}/" in printed
        assert "HOMEROOM_BROKER_PASSWORD='a long one'" in printed
        process.send_signal(getattr(signal, ending))
        assert "nothing of the meetings is kept" in process.communicate(timeout=30)[0]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(ports[0])))


def test_a_code_has_its_light_border() -> None:
    rows = code_rows("https://hr.example.org/f#" + "A" * 22 + "." + "A" * 22)
    assert len({len(row) for row in rows}) == 1
    assert len(rows) <= 21
    assert all(row.startswith("  ") and row.endswith("  ") for row in rows)
    assert not rows[0].strip()


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (["follow", LINK], "homeroom_tui.tui.follow.follow_on_screen"),
        (["follow", LINK, "--plain"], "homeroom_tui.plain.following.follow_plain"),
        (["board", COHORT], "homeroom_tui.tui.board.board_on_screen"),
    ],
)
def test_what_runs_for_an_hour_collects_its_garbage(
    monkeypatch: pytest.MonkeyPatch, words: list[str], runs: str
) -> None:
    collects: list[bool] = []

    def run(*arguments: object) -> int:
        collects.append(gc.isenabled())
        return 0

    monkeypatch.setattr(runs, run)
    monkeypatch.setattr("homeroom_tui.cli.meetings.need_a_terminal", lambda: None)
    try:
        with pytest.raises(SystemExit):
            main(words)
    finally:
        gc.enable()
    assert collects == [True]
