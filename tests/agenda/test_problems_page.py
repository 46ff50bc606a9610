"""`tests/golden/problems.md` shows every problem with a file that has it, exactly as reported."""

from __future__ import annotations

import ast
import inspect
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import replace

from homeroom_tui.agenda import checks, fields, kinds, reader, yaml_nodes
from homeroom_tui.agenda.library import Library, check
from homeroom_tui.agenda.model import Session
from homeroom_tui.agenda.problems import Problem, Report, render
from homeroom_tui.agenda.reader import read_bytes
from homeroom_tui.escaping import visible
from tests.agenda.problem_samples import BESIDE, CHAPTERS, FILES, Sample

PAGE = Path(__file__).parents[1] / "golden" / "problems.md"
SAMPLES = [sample for chapter in CHAPTERS.values() for sample in chapter]

HEAD = """\
# What can be wrong with a file

Every problem that homeroom reports in a session, a series or a group: a file that has it, and
what is said of it. Errors stop a session from running; warnings do not. All problems of a file
are reported at once, by line. Where the layout is broken and it is clear what was meant, the rest
is read as it was meant; else what comes after that place is not judged until it is mended.

This page is made by the tests, which read the same files:
`HOMEROOM_GOLDEN=write pytest tests/agenda/test_problems_page.py` writes it anew.
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and links")
def test_the_page_is_fresh(tmp_path: Path) -> None:
    page = [HEAD]
    for title, chapter in CHAPTERS.items():
        page.append(f"## {title}\n")
        page += map(_sample, chapter)
    page.append("## With the files beside it\n")
    for number, (about, contents) in enumerate(BESIDE.items()):
        problems = _in_folder(tmp_path / f"folder-{number}", contents)
        files = (_fence("yaml", [f"# {f}", *contents[f].splitlines()]) for f in contents)
        told = _fence("text", map(render, problems))
        page.append("\n\n".join([f"### {about}", *files, f"{told}\n"]))
    page.append("## Files that can't be read\n")
    for number, (about, make) in enumerate(FILES.items()):
        path = tmp_path / f"{number}" / "week-2.yaml"
        path.parent.mkdir()
        make(path)
        problems = list(Library().reading(Session, path).problems)
        page.append(f"### {about}\n\n{_fence('text', map(render, problems))}\n")
    text = "\n".join(page)
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def _in_folder(folder: Path, contents: dict[str, str]) -> list[Problem]:
    """The problems of the files of a folder, in the order of their names."""
    folder.mkdir()
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
    listed = any(name.endswith(".yaml") for name in contents)
    paths = [folder] if listed else [folder / name for name in contents]
    checked = sorted(check(paths), key=lambda file: file.path)
    return [replace(problem, file=file.path.name) for file in checked for problem in file.problems]


def _sample(sample: Sample) -> str:
    problems = read_bytes(sample.model, sample.content, sample.name).problems
    lines = sample.content.decode("utf-8", "replace").splitlines()
    shown = (
        _fence("yaml", (visible(line, tab="→") for line in lines)) if lines else "(nothing at all)"
    )
    return f"### {sample.about}\n\n{shown}\n\n{_fence('text', map(render, problems))}\n"


def _fence(kind: str, lines: Iterable[str]) -> str:
    return "\n".join([f"```{kind}", *lines, "```"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.about)
def test_each_sample_has_a_problem(sample: Sample) -> None:
    reading = read_bytes(sample.model, sample.content, sample.name)
    assert reading.problems
    assert (reading.value is None) == any(p.severity == "error" for p in reading.problems)


def test_every_place_that_reports_is_reached_by_a_sample(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    modules = (checks, fields, kinds, reader, yaml_nodes)
    reached: set[tuple[str, str, int]] = set()
    for name in ("error", "warning", "broken"):

        def noted(
            self: Report, *told: object, _name: str = name, _add: object = getattr(Report, name)
        ) -> None:
            caller = sys._getframe(1)
            reached.add((Path(caller.f_code.co_filename).stem, _name, caller.f_lineno))
            _add(self, *told)  # type: ignore[operator]

        monkeypatch.setattr(Report, name, noted)
    for sample in SAMPLES:
        read_bytes(sample.model, sample.content, sample.name)
    Library().reading(Session, tmp_path / "none")
    for number, contents in enumerate(BESIDE.values()):
        assert _in_folder(tmp_path / f"{number}", contents)
    unreached = {place for module in modules for place in _reports(module)} - reached
    # Only PyYAML's own parser, used where libyaml is missing, comes to this place.
    assert {(module, name) for module, name, _ in unreached} <= {("yaml_nodes", "error")}
    assert len(unreached) <= 1


def _reports(module: ModuleType) -> set[tuple[str, str, int]]:
    """Return the places at which a module reports something: module, method, line."""
    return {
        (module.__name__.rpartition(".")[2], node.func.attr, node.lineno)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("error", "warning", "broken")
        and ast.unparse(node.func.value) in ("report", "self._report")
    }
