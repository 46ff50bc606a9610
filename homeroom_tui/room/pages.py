"""The pages for browsers: a meeting's is one file; a board's has the same style and script."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from importlib.resources import files

from homeroom_tui.room.link import BOARD_PAGE

MEETING_PAGE = "index.html"
_STYLE = re.compile(r"(?<=<style>\n).*?(?=</style>)", re.DOTALL)
_SCRIPT = re.compile(r"(?<=<script>).*?(?=</script>)", re.DOTALL)
_SHARED_SCRIPT = re.compile(r"(?<=<script>\n).*?(?=const tell = )", re.DOTALL)


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    folder = files("homeroom_tui.room").joinpath("page")
    meeting = folder.joinpath(MEETING_PAGE).read_text(encoding="utf-8")
    board = folder.joinpath(BOARD_PAGE).read_text(encoding="utf-8")
    for pattern, mark in ((_STYLE, "style"), (_SHARED_SCRIPT, "script")):
        found = pattern.search(meeting)
        assert found is not None
        board = board.replace(f"/* {mark} of {MEETING_PAGE} */\n", found[0])
    return {MEETING_PAGE: meeting, BOARD_PAGE: board.replace("script-src ''", _policy(board))}


def _policy(page: str) -> str:
    """The part of the page's policy that allows its own script and no other."""
    script = _SCRIPT.search(page)
    assert script is not None
    return f"script-src 'sha256-{b64encode(hashlib.sha256(script[0].encode()).digest()).decode()}'"
