"""The command `import`: make a folder of sessions of a published page, a calendar or a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import common
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.importer.markdown_page import Page


@click.command("import")
@click.argument("page", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sessions"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option(
    "--explain", is_flag=True, help="Show the possible readings of the page, and why one was taken."
)
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: print JSON, an object.")
@click.option(
    "--series", metavar="TITLE", help="Title of the series (default: the title of the page)."
)
@click.option("--base-url", metavar="URL", help="Address of the site, for relative links.")
@click.option("--force", is_flag=True, help="Overwrite files.")
def import_(
    page: Path,
    out: Path,
    dry_run: bool,
    explain: bool,
    as_json: bool,
    series: str | None,
    base_url: str | None,
    force: bool,
) -> None:
    """Import PAGE, a published page or a calendar, as session files.

    PAGE is a Markdown page, a calendar (.ics) or a table (.csv). Every word of its sessions ends in
    one of them, or is listed as left out; what had to be guessed is listed, and stands as a comment
    in the files.
    """
    if as_json and not dry_run:
        raise click.UsageError("--json goes with --dry-run.")
    read = _read(page, series, base_url)
    if as_json:
        _print(read)
        return
    _tell(read, explain)
    if dry_run:
        return
    _write(read, out, force)


def _read(path: Path, series: str | None, base_url: str | None) -> Page:
    from homeroom_tui import files
    from homeroom_tui.agenda.reader import decode
    from homeroom_tui.importer.other_formats import read_file, refusal

    try:
        content, _ = files.read_bytes(path)
    except files.Unreadable as error:
        raise common.Stopped(f"{path}: {error}") from None
    if (why := refusal(path.name, content)) is not None:
        raise common.Stopped(why)
    text, report = decode(content, str(path))
    if report.failed:
        common.say_problems(report.problems)
        raise SystemExit(1)
    return read_file(text, series=series, base_url=base_url, file=path.name)


def _print(page: Page) -> None:
    from homeroom_tui.output.sessions import planned, session_object

    base_url = page.series.base_url
    sessions = [session_object(planned(session, None), base_url) for session in page.sessions]
    common.print_json(
        {
            "sessions": sessions,
            "guesses": [
                {"line": guess.line, "text": guess.text, "guess": guess.guess}
                for guess in page.guesses
            ],
            "left_out": [
                {"line": left.line, "text": left.text, "why": left.why} for left in page.left_out
            ],
            "readings": [
                [
                    {
                        "blocks_are": score.reading,
                        "blocks": score.blocks,
                        "chosen": score.chosen,
                        "score": round(score.total, 2),
                        "fits": round(score.fits, 2),
                        "covers": round(score.covers, 2),
                        "once": round(score.once, 2),
                    }
                    for score in scores
                ]
                for scores in page.scores
            ],
        }
    )


def _tell(page: Page, explain: bool) -> None:
    from homeroom_tui.output import tables
    from homeroom_tui.output.imported import report, report_plain

    if sys.stdout.isatty():
        tables.console().print(report(page, explain))
    else:
        click.echo("\n".join(report_plain(page, explain)))


def _write(page: Page, out: Path, force: bool) -> None:
    from homeroom_tui.agenda.library import check, model_of
    from homeroom_tui.agenda.new_files import keep_schema
    from homeroom_tui.files import AlreadyThere
    from homeroom_tui.importer.markdown_page import write_page

    try:
        paths = write_page(page, out, force)
    except AlreadyThere as error:
        hint = "Choose another folder with --out, or overwrite with --force."
        raise common.Stopped(f"{error} {hint}") from None
    for path in paths:
        keep_schema(path, model_of(path))
    click.echo("\nWritten: " + ", ".join(visible(str(path)) for path in paths))
    found = list(check(paths))
    common.say_problems(tuple(problem for file in found for problem in file.problems))
    if any(file.errors for file in found):
        raise SystemExit(1)
    click.echo("Look them over, then start with: homeroom --sessions " + visible(str(out)))


COMMANDS = (import_,)
