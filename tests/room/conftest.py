"""Real brokers and a real browser for the room's tests, on free loopback ports."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable

import pytest

REQUIRED = os.environ.get("HOMEROOM_REQUIRE_SERVICES") == "1"
READY_WITHIN = 10.0


def needs(what: str) -> None:
    """Skip, or fail where services are required."""
    if REQUIRED:
        pytest.fail(f"{what} is required here and is not installed")
    pytest.skip(f"{what} is not installed")


def program(name: str) -> str:
    """The path of a program of the system; where there is none the test is skipped."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        needs(name)
    assert found is not None
    return found


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_until(happened: Callable[[], object], within: float = READY_WITHIN) -> None:
    """Look again and again until it happened; fail after `within` seconds."""
    end = time.monotonic() + within
    while not happened():
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        time.sleep(0.01)


def listens(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(0.2)
        return sock.connect_ex(("127.0.0.1", port)) == 0
