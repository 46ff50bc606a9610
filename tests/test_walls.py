"""The walls between the rooms, seen from a fresh interpreter: what each command loads."""

import subprocess
import sys

import pytest

SCREENS = {"textual"}
HEAVY = {"textual", "yaml", "msgspec", "rich"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules in a fresh interpreter after `code`."""
    script = f"import sys\n{code}\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def command(*words: str) -> str:
    return f"""
from homeroom_tui.cli import main
try:
    main({list(words)!r})
except SystemExit as end:
    assert not end.code, end.code
"""


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("run", "--help")])
def test_help_and_version_load_no_library_but_click(words: tuple[str, ...]) -> None:
    assert not loaded_by(command(*words)) & HEAVY


@pytest.mark.parametrize(
    "words", [("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json")]
)
def test_commands_that_print_never_load_a_screen(words: tuple[str, ...]) -> None:
    assert not loaded_by(command(*words)) & SCREENS


def test_a_meeting_needs_no_screen_and_an_agenda_no_meeting() -> None:
    meeting = loaded_by("import homeroom_tui.meeting.view, homeroom_tui.meeting.undo")
    assert "textual" not in meeting
    code = """
import homeroom_tui.agenda.library
assert not [m for m in sys.modules if m.startswith(("homeroom_tui.meeting", "homeroom_tui.tui"))]
"""
    assert not loaded_by(code) & SCREENS


def test_only_the_clock_asks_the_time_and_only_the_journal_touches_files() -> None:
    import ast
    from pathlib import Path

    import homeroom_tui.meeting

    room = Path(homeroom_tui.meeting.__file__).parent
    asks, touches = set(), set()
    for module in room.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = {(node.module or "").split(".")[0]}
            else:
                continue
            if "time" in names:
                asks.add(module.relative_to(room).as_posix())
            if names & {"os", "pathlib", "io", "tempfile", "shutil", "fcntl", "msvcrt"}:
                touches.add(module.relative_to(room).parts[0])
    assert asks <= {"clock.py"}
    assert touches <= {"journal"}
