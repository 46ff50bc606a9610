"""Copying: a tool of the system where there is one, else nothing is claimed."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.tui.system import to_clipboard


def tool(folder: Path, name: str, script: str) -> dict[str, str]:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"PATH": str(folder), "DISPLAY": ":0"}


def test_a_tool_of_the_system_takes_the_text(tmp_path: Path) -> None:
    environ = tool(tmp_path, "xclip", f"/bin/cat > {tmp_path}/copied")
    assert to_clipboard("caf\u00e9 \ud800", environ)
    assert (tmp_path / "copied").read_bytes() == "caf\u00e9 ?".encode()


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$"])
def test_a_tool_that_fails_has_copied_nothing(tmp_path: Path, script: str) -> None:
    assert not to_clipboard("text", tool(tmp_path, "xclip", script))


def test_without_a_tool_or_a_display_nothing_is_claimed(tmp_path: Path) -> None:
    assert not to_clipboard("text", {"PATH": str(tmp_path)})
    environ = tool(tmp_path, "xclip", "exit 0")
    assert not to_clipboard("text", {"PATH": environ["PATH"]})
