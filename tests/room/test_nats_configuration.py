"""The configuration of NATS in the documentation, which the tests on NATS take from there."""

from __future__ import annotations

from pathlib import Path

from homeroom_tui.room.broker import ACCESS
from homeroom_tui.room.link import USER
from tests.room.nats import MQTT, NODES, PASSWORD, WEB, configuration, documented

PORTS = [{port: port + number for port in (4222, 6222, MQTT, WEB)} for number in range(1, 4)]
FILES = (Path("/c.crt"), Path("/c.key"))


def test_each_nodes_configuration_is_the_documented_one(tmp_path: Path) -> None:
    made = [configuration(tmp_path, number, PORTS, FILES) for number in range(len(NODES))]
    for number, text in enumerate(made):
        assert f"server_name: {NODES[number]}\n" in text
        for port in PORTS[number].values():
            assert f'"127.0.0.1:{port}"' in text
        assert text.count('cert_file: "/c.crt", key_file: "/c.key"') == 2
        assert not [line for line in text.splitlines() if "example.org" in line or "/etc" in line]


def test_it_allows_what_mosquittos_allows() -> None:
    text = " ".join(documented().split())
    everybody, facilitators = text.split("users: [")[1].split("} {")
    assert "no_auth_user: reader" in text
    assert "user: reader" in everybody
    assert 'subscribe: "hr.1.>", publish { deny: ">" }' in everybody
    assert f'user: {USER}, password: "{PASSWORD}"' in facilitators
    assert 'subscribe: "hr.1.>", publish: "hr.1.>"' in facilitators
    assert ACCESS.replace("#", ">").replace("/", ".").count("hr.1.>") == 2
