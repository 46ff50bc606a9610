"""The documentation: its keys, links, commands and navigation are those of the program."""

import ast
import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import click
import pytest

from homeroom_tui.agenda.problems import render
from homeroom_tui.agenda.reader import read_session
from homeroom_tui.cli import cli
from homeroom_tui.commands import COMMANDS, Command, commands_of, key_label

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONTEXT = click.Context(cli, info_name="homeroom")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
GROUPS = list(dict.fromkeys(command.group for command in COMMANDS))

SCREENS = {
    "menu": "Menu",
    "lobby": "Before the start",
    "meeting": "In a meeting",
    "end": "After the end",
    "notes": "List of notes",
    "people": "List of people",
    "carried": "List of what is open",
    "history": "Past meetings",
    "minutes": "Minutes of a past meeting",
    "board": "Board of a cohort",
}
"""The screens of the page of keys, with their headings."""

FIRST_KEYS = ("play", "next", "back", "more", "less", "undo", "note", "turn", "fit", "help")
"""The commands of the README's table: those that a first meeting needs."""


def written_or_compared(page: Path, marker: str, made: str) -> None:
    """Compare what stands between two markers; HOMEROOM_GOLDEN=write rewrites it."""
    text = page.read_text(encoding="utf-8")
    between = re.compile(f"(?<=<!-- {marker} -->\n).*?(?=<!-- /{marker} -->)", re.DOTALL)
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        page.write_text(between.sub(lambda _: f"\n{made}\n", text), encoding="utf-8")
    else:
        assert between.findall(text) == [f"\n{made}\n"]


def rows(commands: Iterable[Command]) -> str:
    lines = ["| Key | What it does |", "| --- | --- |"]
    for command in commands:
        keys = " or ".join(f"`{key_label(key)}`" for key in command.keys)
        lines.append(f"| {keys} | {command.help} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_keys_is_fresh() -> None:
    parts = []
    for screen, heading in SCREENS.items():
        parts.append(f"## {heading}\n")
        commands = sorted(commands_of(screen), key=lambda command: GROUPS.index(command.group))
        for group, members in groupby(commands, key=lambda command: command.group):
            parts += [f"### {group}\n", rows(members)]
    written_or_compared(ROOT / "docs" / "keys.md", "keys", "\n".join(parts))


def test_the_readme_shows_the_first_keys() -> None:
    named = {command.id: command for command in COMMANDS}
    written_or_compared(README, "keys", rows(named[name] for name in FIRST_KEYS))


@pytest.mark.skipif(version("click") < "8.5", reason="its usage lines are written otherwise")
def test_the_page_of_commands_is_fresh() -> None:
    parts = [section(cli, CONTEXT)]
    for name in cli.list_commands(CONTEXT):
        command = cli.get_command(CONTEXT, name)
        assert command is not None
        parts.append(section(command, click.Context(command, CONTEXT, info_name=name)))
    written_or_compared(ROOT / "docs" / "commands.md", "commands", "\n".join(parts))


def section(command: click.Command, context: click.Context) -> str:
    usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
    about = inspect.cleandoc(command.help or "").replace("\b\n", "")
    parts = [f"## {context.command_path}\n", f"```text\n{usage}\n```\n", f"{about}\n"]
    options = [option for option in command.params if isinstance(option, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    if records:
        lines = [f"| `{names}` | {meaning.replace('|', '&#124;')} |" for names, meaning in records]
        parts.append("\n".join(["| option | meaning |", "| --- | --- |", *lines, ""]))
    return "\n".join(parts)


def test_the_page_of_problems_shows_what_is_reported() -> None:
    page = ROOT / "docs" / "problems.md"
    text = page.read_text(encoding="utf-8")

    def reported(example: re.Match[str]) -> str:
        problems = read_session(example[1], "week-2.yaml").problems
        told = "\n".join(map(render, problems))
        return f"```yaml\n{example[1]}```\n\n```text\n{told}\n```"

    fresh = re.sub(r"```yaml\n(.*?)```\n\n```text\n.*?```", reported, text, flags=re.DOTALL)
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        page.write_text(fresh, encoding="utf-8")
    else:
        assert text == fresh


def test_the_example_of_plain_mode_is_what_plain_mode_says() -> None:
    page = (ROOT / "docs" / "plain-mode.md").read_text(encoding="utf-8")
    said = (ROOT / "tests" / "golden" / "plain-week-3.txt").read_text(encoding="utf-8")
    (example,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    for part in example.split("…\n"):
        assert part in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_at_is_there(page: Path) -> None:
    text = re.sub("```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target and not target.startswith(("mailto:", "/")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_a_page_have_their_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fences = "".join(re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL))
    lines = [line for line in fences.splitlines() if line.lstrip("$ ").startswith("homeroom")]
    for line in [*lines, *re.findall(r"`(homeroom [^`]+)`", text)]:
        _, *words = shlex.split(line.lstrip("$ ").partition(" | ")[0], comments=True)
        command: click.Command = cli
        known = {name for option in cli.params for name in option.opts}
        for word in words:
            if isinstance(command, click.Group) and word in command.list_commands(CONTEXT):
                command = command.get_command(CONTEXT, word) or command
                known |= {name for option in command.params for name in option.opts}
            elif word.startswith("--"):
                assert word.partition("=")[0] in known, line
        assert command is not cli or not words or words[0].startswith("-"), line


def test_the_site_builds_strict_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    mkdocs = pytest.importorskip("mkdocs.commands.build")
    config = pytest.importorskip("mkdocs.config")
    mkdocs.build(config.load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(tmp_path)))
    for page in tmp_path.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//', html)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_in_a_page_is_there(page: Path) -> None:
    pattern = r"(?<![\w/])(?:tests|docs|benchmarks|homeroom_tui|sessions)/[\w./-]*\w"
    for path in re.findall(pattern, page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


def test_the_readme_leads_to_every_page() -> None:
    text = README.read_text(encoding="utf-8")
    for page in ROOT.glob("docs/*.md"):
        assert f"](docs/{page.name}" in text, page


def test_every_picture_is_shown() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in ROOT.glob("docs/pictures/*.svg"):
        assert f"pictures/{picture.name}" in text


@pytest.mark.parametrize("name", ["README.md", "docs/first-meeting.md", "docs/facilitate.md"])
def test_the_keys_to_press_are_those_of_the_program(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    known = {key_label(key) for command in COMMANDS for key in command.keys}
    for sentence in re.findall(r"\b[Pp]ress `[^.:\n]*", text):
        for key in re.findall(r"`([^` ]{1,6})`", sentence):
            assert key.replace("-", "−") in known, sentence


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_the_commands_of_the_own_course_page_work(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "own-course.md").read_text(encoding="utf-8")
    script = "set -e\n" + "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(tmp_path)}
    subprocess.run(["sh", "-c", script], check=True, cwd=tmp_path, env=environ, timeout=60)


LINKED_NAME = re.compile(r"\[`([A-Za-z_][\w.]*)`\]\(([^)]+\.py)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_name_that_links_to_a_module_is_defined_there(page: Path) -> None:
    for name, target in LINKED_NAME.findall(page.read_text(encoding="utf-8")):
        if not name.endswith(".py"):
            source = (page.parent / target).read_text(encoding="utf-8")
            assert name in defined_names(ast.parse(source).body), f"{name} in {target}"


def defined_names(body: Iterable[ast.stmt]) -> set[str]:
    """The functions, classes and variables of a module, and those of its classes: `Class.name`."""
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(ast.unparse(target) for target in targets)
        if isinstance(node, ast.ClassDef):
            names.update(f"{node.name}.{name}" for name in defined_names(node.body))
    return names


def test_the_pictures_can_be_made(tmp_path: Path) -> None:
    script = [sys.executable, "docs/pictures.py", "--folder", str(tmp_path), "menu"]
    subprocess.run(script, check=True, cwd=ROOT, timeout=60)
    assert (tmp_path / "menu.svg").read_text(encoding="utf-8").startswith("<svg")


def test_every_package_and_module_is_in_the_architecture() -> None:
    text = (ROOT / "docs" / "development" / "architecture.md").read_text(encoding="utf-8")
    for path in (ROOT / "homeroom_tui").iterdir():
        if path.suffix == ".py" and not path.name.startswith("_"):
            assert f"[{path.name}]" in text
        elif (path / "__init__.py").exists():
            assert f"[{path.name}/]" in text
