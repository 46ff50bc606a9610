"""What is said when a session's file is saved under its meeting."""

from __future__ import annotations

from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.meeting.view import BlockView, View
from homeroom_tui.wording import span


def refused(file: SessionFile) -> str:
    """One line on a file that cannot be taken in: its first error, and where that is."""
    problem = next(problem for problem in file.problems if problem.severity == "error")
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return f"{where}: {problem.message} The meeting goes on as it was."


def taken_in(before: View, after: View) -> str:
    """What the saved file changed, and that it can be taken back."""
    old = {line.id: line for line in before.blocks}
    new = {line.id: line for line in after.blocks}
    there = [line for line in after.blocks if line.id in old]
    counts = (
        (sum(_differs(old[line.id], line) for line in there), "changed"),
        (len(new.keys() - old.keys()), "new"),
        (len(old.keys() - new.keys()), "gone"),
    )
    parts = [f"{count} {what}" for count, what in counts if count]
    blocks = f": blocks {', '.join(parts)}" if parts else ""
    said = f"The saved file is taken in{blocks}."
    was, now = before.present, after.present
    if was and now and was.line.id == now.line.id and was.target != now.target:
        given = "counts up" if now.target is None else f"now has {span(now.target)}"
        said += f" This block {given}."
    return f"{said} u takes it back."


def _differs(old: BlockView, new: BlockView) -> bool:
    return old.block != new.block
