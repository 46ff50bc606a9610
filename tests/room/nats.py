"""Three nodes of NATS that speak MQTT, as docs/room.md configures them, on free loopback ports."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from msgspec.structs import replace

from homeroom_tui.room.link import USER, Broker, Login, parse_broker
from homeroom_tui.room.wire import Wire
from tests.room.conftest import free_port, program, wait_until
from tests.terminal import ROOT

NODES = ("one", "two", "three")
DOMAIN = "hr.example.org"
MQTT, WEB = 8883, 8443
PASSWORD = "a long one"
READY_WITHIN = 60.0
"""Seconds for three nodes to agree, on a busy machine."""

Ports = dict[int, int]
"""The port of a node where the documented one would be."""


def documented() -> str:
    """The configuration that the documentation gives."""
    page = (ROOT / "docs" / "room.md").read_text(encoding="utf-8")
    found = re.search(r"^```\n(server_name: .*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def configuration(
    folder: Path, number: int, nodes: Sequence[Ports], certificate: tuple[Path, Path] | None
) -> str:
    """The documented configuration with the names, places and ports of one of these nodes."""
    text = documented()
    own = {
        "server_name: one": f"server_name: {NODES[number]}",
        '"/var/lib/nats"': f'"{folder / NODES[number]}"',
        '"127.0.0.1:4222"': f'"127.0.0.1:{nodes[number][4222]}"',
        **{f'"0.0.0.0:{port}"': f'"127.0.0.1:{nodes[number][port]}"' for port in (MQTT, WEB, 6222)},
        **{
            f"@{name}.{DOMAIN}:6222": f"@127.0.0.1:{ports[6222]}"
            for name, ports in zip(NODES, nodes, strict=True)
        },
    }
    for old, new in own.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    files = ("/etc/nats/hr.crt", "/etc/nats/hr.key")
    if certificate is not None:
        for name, path in zip(files, certificate, strict=True):
            text = text.replace(name, str(path))
        return text
    return re.sub(r"tls \{.*\}", "", text).replace("websocket {", "websocket {\n  no_tls: true")


class Seat(NamedTuple):
    """A facilitator's way to a broker."""

    broker: Broker
    page: str
    login: Login


class Cluster:
    """The three nodes. Each can be killed, and started again with what it has stored."""

    def __init__(self, folder: Path, certificate: tuple[Path, Path] | None = None) -> None:
        self.folder = folder
        self.certificate = certificate
        self.ports: list[Ports] = [
            {port: free_port() for port in (4222, 6222, MQTT, WEB)} for _ in NODES
        ]
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start the nodes, and wait until each passes on what another was sent."""
        for number in range(len(NODES)):
            self.revive(number)
        self.wait_until_ready()

    def revive(self, number: int) -> None:
        path = self.folder / f"{NODES[number]}.conf"
        path.write_text(configuration(self.folder, number, self.ports, self.certificate))
        with (self.folder / f"{NODES[number]}.log").open("ab") as log:
            command = [program("nats-server"), "-c", str(path)]
            self.processes[number] = subprocess.Popen(command, stdout=log, stderr=log)

    def wait_until_ready(self) -> None:
        heard: set[tuple[int, int]] = set()
        with ExitStack() as stack:
            wires: dict[int, Wire] = {}
            for number in sorted(self.processes):

                def hear(message: Any, number: int = number) -> None:
                    heard.update((number, sent) for sent in message.payload)

                wire = Wire(
                    self._itself(number), ["hr/1/ready/+"], login=self.login, on_message=hear
                )
                wires[number] = wire
                wire.start()
                stack.callback(wire.stop)

            def all_hear_all() -> bool:
                assert all(process.poll() is None for process in self.processes.values()), (
                    self.logs()
                )
                for number, wire in wires.items():
                    wire.publish(f"hr/1/ready/{number}", bytes([number]), retain=True)
                time.sleep(0.2)
                return len(heard) == len(wires) ** 2

            wait_until(all_hear_all, READY_WITHIN)
            for number, wire in wires.items():
                wire.stop([(f"hr/1/ready/{number}", b"")])

    def logs(self) -> str:
        """The last words of the nodes."""
        texts = [path.read_text().splitlines()[-3:] for path in sorted(self.folder.glob("*.log"))]
        return "\n".join(line for lines in texts for line in lines)

    def kill(self, number: int) -> None:
        process = self.processes.pop(number)
        process.kill()
        process.wait()

    def stop(self) -> None:
        for number in list(self.processes):
            self.kill(number)

    def broker(self, first: int = 0, *, web: bool = False) -> Broker:
        """The cluster's address for somebody whose name server names this node first."""
        scheme = ("ws" if web else "mqtt") + ("" if self.certificate is None else "s")
        return parse_broker(f"{scheme}://{NODES[first]}.{DOMAIN}:{WEB if web else MQTT}")

    def _itself(self, number: int) -> Broker:
        """The address of this node and no other."""
        return replace(self.broker(), host="127.0.0.1", port=self.ports[number][MQTT])

    def at(self, first: int, *, web: bool = False) -> Seat:
        """The same with what else a facilitator needs."""
        return Seat(self.broker(first, web=web), "", self.login)

    @property
    def login(self) -> Login:
        trust = "" if self.certificate is None else str(self.certificate[0])
        return Login(USER, PASSWORD, trust)

    @property
    def reader(self) -> Login:
        """Somebody without the password."""
        return Login(trust=self.login.trust)


def name_server(nodes: Sequence[Ports]) -> Callable[[], None]:
    """From now on, find the nodes by name in this process, each name's own first.

    What it returns ends that.
    """
    known = socket.getaddrinfo

    def find(host: Any, port: Any, *rest: Any, **more: Any) -> list[Any]:
        name, _, domain = str(host).partition(".")
        if domain != DOMAIN or name not in NODES:
            return known(host, port, *rest, **more)
        first = NODES.index(name)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", node[port]))
            for node in [*nodes[first:], *nodes[:first]]
        ]

    def end() -> None:
        socket.getaddrinfo = known

    socket.getaddrinfo = find
    return end


@contextmanager
def cluster(certify: Callable[[Path], tuple[Path, Path]] | None = None) -> Iterator[Cluster]:
    """Three nodes that are ready; with `certify`, which makes a certificate and its key, by TLS."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        made = Cluster(Path(folder), certify and certify(Path(folder)))
        stack.callback(name_server(made.ports))
        stack.callback(made.stop)
        made.start()
        yield made
