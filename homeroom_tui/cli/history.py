"""The commands about past meetings: resume, minutes, history."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import common, meetings
from homeroom_tui.cli.plain import resume_plain
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.storage.archive import Archive, Found
    from homeroom_tui.storage.minutes import Minutes
    from homeroom_tui.storage.replay import Recording


def _found(archive: Archive, meeting: str | None) -> Recording:
    from homeroom_tui.storage.archive import left_out

    record = archive.find(meeting)
    if record.left_out:
        _warn([left_out(record)])
    return record


def _warn(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        click.echo(visible(sentence), err=True)


@click.command()
@click.option(
    "--paused", is_flag=True, help="Take the time away out, as if the meeting had paused."
)
@click.option("--plain", is_flag=True, help="Run as lines of text, without a full screen.")
@click.pass_obj
def resume(sessions: Path | None, paused: bool, plain: bool) -> None:
    """Continue the meeting that stopped last, up to twelve hours ago.

    The time away counts, and undo takes it out; with --paused it does not count. Where none
    stopped, the one that finished last can be opened again.
    """
    if not plain:
        meetings.need_a_terminal()
    offer = common.archive().resumable(time.time())
    _warn(offer.messages)
    there = (*offer.meetings, *offer.finished)
    free = [found for found in there if not found.in_use]
    if not free:
        if there:
            raise common.Stopped("The meeting is already running in another window.")
        for record in offer.elsewhere:
            raise common.Stopped(_elsewhere(record))
        raise common.Stopped("There is no meeting to resume from the last twelve hours.")
    if plain:
        resume_plain(free[0].record, counting=not paused)
        return
    meetings.open_screens(common.library(sessions), resume=(free[0], not paused))


def _elsewhere(record: Recording) -> str:
    who = record.taken_by or "another computer"
    times = common.time_of_day(common.config())
    return (
        f"“{record.name}” was taken over by {who} at"
        f" {times(record.stopped)}, and goes on there. To take it back: homeroom take 'LINK'"
    )


@click.command()
@click.argument("meeting", required=False)
@click.option(
    "--decisions", is_flag=True, help="List what was decided, in all meetings or this one."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an object, or an array of them.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write them to this file."
)
def minutes(meeting: str | None, decisions: bool, as_json: bool, out: Path | None) -> None:
    """Print the minutes of MEETING, or of the latest.

    MEETING is a name that `homeroom history` lists, or its beginning. They are a view on a
    terminal, Markdown in a pipe or a file.
    """
    from homeroom_tui.storage.minutes import of_record

    if decisions:
        if out is not None:
            raise click.UsageError("--decisions and --out exclude each other.")
        _list_decisions(meeting, as_json)
        return
    kept = of_record(_found(common.archive(), meeting))
    hours = common.time_of_day(common.config()).hours
    from homeroom_tui.output.tables import console, on_a_terminal

    if out is not None:
        common.write_out(out, _text(kept, hours, as_json).encode(errors="replace"))
    elif as_json or not on_a_terminal():
        click.echo(_text(kept, hours, as_json), nl=False)
    else:
        from homeroom_tui.output.minutes import minutes_view

        console().print(minutes_view(kept, hours))


def _list_decisions(meeting: str | None, as_json: bool) -> None:
    from homeroom_tui.output.history import DECISIONS, decision_object
    from homeroom_tui.storage.history import decisions

    archive = common.archive()
    if meeting is None:
        found = archive.meetings()
        _warn(found.messages)
        records = found.newest_first
    else:
        records = (_found(archive, meeting),)
    rows = decisions(records)
    if not rows and not as_json:
        click.echo("No decision has been noted yet. A note that begins with = is one.", err=True)
        return
    common.print_rows(rows, DECISIONS, decision_object if as_json else None)


def _text(kept: Minutes, hours: int, as_json: bool) -> str:
    if as_json:
        from homeroom_tui.storage.minutes import as_json as json_of

        return json_of(kept)
    from homeroom_tui.storage.minutes_markdown import as_markdown

    return as_markdown(kept, hours)


@click.command()
@click.argument("week", required=False, type=common.WEEK)
@click.option("--find", metavar="WORDS", help="List the meetings in which these words were noted.")
@click.option("--delete", metavar="MEETING", help="Delete this meeting and everything noted in it.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an array of objects.")
@click.pass_obj
def history(
    sessions: Path | None,
    week: str | None,
    find: str | None,
    delete: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """List past meetings, or how long the blocks of WEEK took in them.

    A range is suggested where three or more meetings disagree with the one in the file. The file
    is never changed.
    """
    if delete is not None:
        if week is not None or find is not None or as_json:
            raise click.UsageError("--delete takes a MEETING and nothing else.")
        _delete(delete, yes)
        return
    if week is not None and find is not None:
        raise click.UsageError("--find looks through all meetings: leave the WEEK out.")
    found = common.archive().meetings()
    _warn(found.messages)
    if week is None:
        _list(found, find or "", as_json)
    else:
        _list_blocks(found.records, sessions, week, as_json)


def _delete(meeting: str, yes: bool) -> None:
    from homeroom_tui.output.history import meeting_columns
    from homeroom_tui.storage.history import past

    archive = common.archive()
    record = _found(archive, meeting)
    hours = common.time_of_day(common.config()).hours
    common.print_rows(past([record]), meeting_columns(hours))
    if not yes:
        click.confirm("Delete this meeting and everything noted in it, for good?", abort=True)
    archive.delete(record)
    click.echo("Deleted.")


def _list(found: Found, words: str, as_json: bool) -> None:
    from homeroom_tui.output.history import meeting_columns, meeting_object
    from homeroom_tui.storage.history import mentions, past

    records = found.records if as_json else found.newest_first
    rows = past(record for record in records if mentions(record, words))
    if not rows and not as_json:
        nothing = f"No meeting has “{words}” in it." if records else ""
        _warn([nothing or "No meeting has been recorded yet."])
        return
    hours = common.time_of_day(common.config()).hours
    common.print_rows(rows, meeting_columns(hours), meeting_object if as_json else None)


def _list_blocks(
    records: Iterable[Recording], sessions: Path | None, week: str, as_json: bool
) -> None:
    from homeroom_tui.output.history import BLOCKS, block_object
    from homeroom_tui.storage.history import of_session

    library, entry = common.find(sessions, week)
    session = common.session(library.load(entry))
    rows = list(enumerate(of_session(session, filter(lambda r: r.is_of(entry), records)), 1))
    if not as_json and not any(line.took for _, line in rows):
        click.echo("No finished meeting of this week has been recorded yet.", err=True)
        return
    common.print_rows(rows, BLOCKS, (lambda row: block_object(row[1])) if as_json else None)


COMMANDS = (resume, minutes, history)
