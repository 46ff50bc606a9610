"""Run the system's Mosquitto with a configuration for rooms, in the foreground."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

from msgspec import Struct

from homeroom_tui.errors import UserError
from homeroom_tui.files import Unreadable, read_bytes
from homeroom_tui.room.link import USER
from homeroom_tui.room.pages import pages

MAX_CONNECTIONS = 5000
MAX_PACKET = 70_000
"""Bytes: an envelope with its topic."""

READY_WITHIN = 10.0
"""Seconds."""

SYSTEM_FOLDERS = (
    "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/usr/local/opt/mosquitto/sbin",
)  # fmt: skip
WINDOWS_FOLDER = r"C:\Program Files\mosquitto"


class BrokerError(UserError):
    """The broker can't be started; the message says why and what to do."""


class BrokerPlan(Struct, frozen=True):
    """The settings of a broker: where it listens, who may publish, and its certificate, if any."""

    host: str = "127.0.0.1"
    port: int = 1883
    web_port: int = 8080
    password: str = ""
    certificate: Path | None = None
    key: Path | None = None

    @property
    def secure(self) -> bool:
        return self.certificate is not None

    def broker(self, host: str) -> str:
        """The address for a facilitator or a terminal that knows this machine as `host`."""
        return f"{'mqtts' if self.secure else 'mqtt'}://{host}:{self.port}"

    def page(self, host: str) -> str:
        """The page's address for who knows this machine as `host`."""
        return f"{'https' if self.secure else 'http'}://{host}:{self.web_port}/"


def new_password() -> str:
    """A password that nobody has to remember."""
    return secrets.token_urlsafe(12)


def this_machine() -> str | None:
    """The address of this machine in its network; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))  # an address for documentation, which nobody has
            address: str = sock.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith("127.") else address


def find(name: str = "mosquitto") -> str:
    """The path of the system's Mosquitto. Raises BrokerError with the line that installs it."""
    folders = [os.environ.get("PATH", ""), *SYSTEM_FOLDERS, WINDOWS_FOLDER]
    found = shutil.which(name, path=os.pathsep.join(folders))
    if found is None:
        raise BrokerError(f"Mosquitto is not installed. {_install()}")
    return found


def _install() -> str:
    if sys.platform == "darwin":
        return "Install it with: brew install mosquitto"
    if sys.platform == "win32":
        return "Install it with: winget install EclipseFoundation.Mosquitto"
    for tool, line in (
        ("apt-get", "sudo apt-get install mosquitto"),
        ("dnf", "sudo dnf install mosquitto"),
        ("pacman", "sudo pacman -S mosquitto"),
        ("zypper", "sudo zypper install mosquitto"),
        ("apk", "sudo apk add mosquitto"),
    ):
        if shutil.which(tool):
            return f"Install it with: {line}"
    return "Install the package `mosquitto` of your system."


def configuration(plan: BrokerPlan, folder: Path) -> str:
    """Mosquitto's configuration for the files that `prepare` writes into `folder`."""
    each = f"max_connections {MAX_CONNECTIONS}\n"  # above a listener it would open port 1883
    if plan.secure:
        each += f"certfile {folder / 'certificate'}\nkeyfile {folder / 'key'}\n"
    return f"""\
# Everybody may read rooms, which are sealed; only who knows the password may publish.
allow_anonymous true
password_file {folder / "passwords"}
acl_file {folder / "access"}
persistence false
message_size_limit {MAX_PACKET}
max_queued_messages 200
connection_messages false
log_dest stderr
log_type error
log_type warning
log_type notice
log_type information

listener {plan.port} {plan.host}
{each}
listener {plan.web_port} {plan.host}
protocol websockets
http_dir {folder / "page"}
{each}"""


ACCESS = f"""\
topic read hr/1/#

user {USER}
topic readwrite hr/1/#
"""


def prepare(plan: BrokerPlan, folder: Path) -> Path:
    """Write all files that Mosquitto needs into an empty folder; the path of its configuration.

    Raises BrokerError.
    """
    for source, copy in ((plan.certificate, "certificate"), (plan.key, "key")):
        if source is not None:
            _copy(source, folder / copy)
    (folder / "page").mkdir()
    for page, text in pages().items():
        (folder / "page" / page).write_text(text, encoding="utf-8", newline="\n")
    (folder / "access").write_text(ACCESS, encoding="utf-8")
    passwords = folder / "passwords"
    passwords.write_text(f"{USER}:{plan.password}\n", encoding="utf-8")
    passwords.chmod(0o600)
    done = subprocess.run(
        [find("mosquitto_passwd"), "-U", str(passwords)], capture_output=True, text=True
    )
    if done.returncode:
        raise BrokerError(f"mosquitto_passwd failed: {done.stderr.strip()[:200]}")
    path = folder / "mosquitto.conf"
    path.write_text(configuration(plan, folder), encoding="utf-8")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        _hand_over(folder)
    return path


def _copy(source: Path, copy: Path) -> None:
    """Copy what perhaps only root may read: Mosquitto reads its own copy as another user."""
    try:
        content, _ = read_bytes(source)
    except Unreadable as error:
        raise BrokerError(f"{source}: {error}") from None
    copy.touch(mode=0o600)
    copy.write_bytes(content)


def _hand_over(folder: Path) -> None:
    """Started by root, Mosquitto goes on as its own user, who must be able to read the files."""
    import pwd

    try:
        user = pwd.getpwnam("mosquitto")
    except KeyError:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)


def start(plan: BrokerPlan, folder: Path) -> subprocess.Popen[str]:
    """Start Mosquitto with its files in the empty `folder`, and wait until it runs.

    What it says afterwards is to be read from the process's `stderr`. Raises BrokerError.
    """
    command = [find(), "-c", str(prepare(plan, folder))]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    too_late = threading.Timer(READY_WITHIN, process.kill)
    too_late.start()
    said = "no reason"
    try:
        for line in process.stderr:
            said = line.partition(": ")[2].strip() or said
            if said.endswith(" running"):
                return process
    except KeyboardInterrupt:
        process.kill()
        raise
    finally:
        too_late.cancel()
    process.communicate()
    if "in use" in said:
        raise BrokerError(
            f"Port {plan.port} or {plan.web_port} of {plan.host} is in use."
            " Choose others with --port and --web-port."
        )
    if "websockets listener" in said:  # it does not say why
        raise BrokerError(
            f"Port {plan.web_port} of {plan.host} can't be opened; another program may have it."
            " Choose another with --web-port."
        )
    raise BrokerError(f"Mosquitto did not start: {said}")
