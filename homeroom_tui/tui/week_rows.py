"""How a session file stands in the menu's list, and the words by which it is found there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from homeroom_tui.agenda.lengths import length
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import Prompt
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.widgets.session_list import SessionRow


def row_of(file: SessionFile) -> SessionRow:
    """How a file that was read stands in the list."""
    from homeroom_tui.agenda.inline import plain

    session = file.session
    if session is None:
        count = sum(problem.severity == "error" for problem in file.problems)
        broken = "can't be read: " + ("1 problem" if count == 1 else f"{count} problems")
        return SessionRow(file.entry, visible(file.entry.name), broken=broken)
    label = f"Week {session.week}" if session.week is not None else visible(file.entry.name)
    title = "(no blocks yet)" if session.draft else visible(plain(session.title))
    duration = length(session.duration) if session.duration is not None else ""
    return SessionRow(file.entry, label, title, duration, muted=session.draft)


def words_of(file: SessionFile) -> str:
    """All that can be found of a file, case folded: its name, titles and prompts."""

    def texts(prompts: Sequence[Prompt]) -> Iterator[str]:
        for prompt in prompts:
            yield prompt.text
            yield from texts(prompt.prompts)

    words = [file.entry.name]
    if (session := file.session) is not None:
        words += [f"week {session.week}", session.title]
        for block in session.blocks:
            words += [block.title, *texts(block.prompts)]
    return "\n".join(words).casefold()
