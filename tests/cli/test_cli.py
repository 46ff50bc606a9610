"""The commands that print: what they say, to whom, and how they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui.cli import WHERE, cli

SESSIONS = Path(__file__).parents[2] / "sessions"


def homeroom(*words: str | Path, **env: str) -> Result:
    chosen = {"HOMEROOM_SESSIONS": str(SESSIONS), "EDITOR": "", "VISUAL": "", **env}
    return CliRunner().invoke(cli, [str(word) for word in words], env=chosen)


def test_list_json_has_the_five_weeks() -> None:
    weeks = json.loads(homeroom("list", "--json").stdout)
    assert [w["week"] for w in weeks] == [1, 2, 3, 4, 5]
    assert [w["name"] for w in weeks] == ["week-1", "week-2", "week-3", "week-4", "week-5"]
    assert [w["duration"] for w in weeks] == [3600, 1800, 3600, 1800, 3600]
    assert [w["blocks"] for w in weeks] == [4, 2, 5, 4, 0]
    assert [w["draft"] for w in weeks] == [False, False, False, False, True]
    assert [w["problems"] for w in weeks] == [0, 0, 0, 0, 0]
    assert all(Path(w["path"]).is_file() for w in weeks)


@pytest.mark.parametrize(
    ("week", "targets", "in_hand"),
    [
        ("1", [900, 900, 900, 600], 300),
        ("2", [300, 1500], 0),
        ("3", [300, 600, 900, 900, 600], 300),
        ("4", [600, 600, 300, 300], 0),
        ("5", [], None),
    ],
)
def test_show_json_plans_each_week(week: str, targets: list[int], in_hand: int | None) -> None:
    shown = json.loads(homeroom("show", week, "--json").stdout)
    assert [block["target"] for block in shown["blocks"]] == targets
    assert shown["in_hand"] == in_hand


def test_show_json_has_ranges_turns_breaks_and_links() -> None:
    first = json.loads(homeroom("show", "week-1", "--json").stdout)["blocks"]
    assert [(b["min"], b["max"]) for b in first] == [
        (900, 900), (900, 1200), (900, 1200), (600, 900),
    ]  # fmt: skip
    assert [b["turns"] for b in first] == [False, False, True, False]
    fourth = json.loads(homeroom("show", SESSIONS / "week-4.yaml", "--json").stdout)["blocks"]
    assert [b["advance"] for b in fourth] == [None, None, None, "auto"]
    assert fourth[0]["links"] == [
        {
            "text": "networking tracker from this week’s activity",
            "url": "https://careerdev.turing.edu/module_one/week_4_networking_activity",
        }
    ]


def test_nested_prompts_a_rest_and_no_duration_in_json(tmp_path: Path) -> None:
    (tmp_path / "open.yaml").write_text(
        "title: Open\nblocks:\n"
        "  - title: Share\n    duration: 10-15 min\n    turns: 2 min\n    prompts:\n"
        "      - plain\n      - text: outer\n        prompts: [inner]\n"
        "  - title: Rest\n    duration: rest\n"
    )
    shown = json.loads(homeroom("--sessions", tmp_path, "show", "open", "--json").stdout)
    assert shown["duration"] is None
    assert shown["in_hand"] is None
    share, rest = shown["blocks"]
    assert share["prompts"] == ["plain", {"text": "outer", "prompts": ["inner"]}]
    assert (share["turns"], share["target"]) == (120, 750)
    assert (rest["min"], rest["max"], rest["target"]) == (0, None, None)


def test_show_at_a_time_says_when_each_block_begins() -> None:
    said = homeroom("show", "1", "--at", "14:00", LC_ALL="C").stdout
    assert "2\t14:15\t15 min\t15–20 min\tWork on filling out" in said
    assert said.endswith("on time, ends 14:55\n")


def test_show_has_free_time_before_a_tie_and_what_it_can_not_know(tmp_path: Path) -> None:
    week = "title: A\nduration: 60 min\nblocks:\n- {title: B, duration: 10 min}\n"
    (tmp_path / "a.yaml").write_text(week + "- {title: C, duration: 5 min, at: +45 min}\n")
    said = homeroom("show", tmp_path / "a.yaml").stdout
    assert "\t+10 min\t35 min\t\tfree\n2\t+45 min\t5 min" in said
    (tmp_path / "a.yaml").write_text(week + "- {title: C, duration: 5 min, at: '14:45'}\n")
    assert "at 14:45, not held: the time of day is not known" in (
        homeroom("show", tmp_path / "a.yaml").stdout
    )
    said = homeroom("show", tmp_path / "a.yaml", "--at", "14:00").stdout
    assert "\t14:10\t35 min\t\tfree\n" in said


def test_an_unknown_week_says_which_there_are_and_the_nearest() -> None:
    result = homeroom("show", "weak-3")
    assert result.exit_code == 2
    assert "Did you mean week-3?" in result.stderr
    assert "week-1, week-2, week-3, week-4, week-5" in result.stderr


def test_a_broken_file_is_listed_and_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "week-1.yaml").write_text("title: Good\nweek: 1\n")
    (tmp_path / "week-2.yaml").write_text("titel: Bad\n")
    result = homeroom("--sessions", tmp_path, "list", "--json")
    good, bad = json.loads(result.stdout)
    assert (good["title"], good["problems"], good["draft"]) == ("Good", 0, True)
    assert (bad["title"], bad["week"], bad["name"]) == (None, None, "week-2")
    assert bad["problems"] >= 1
    shown = homeroom("--sessions", tmp_path, "show", "week-2")
    assert shown.exit_code == 1
    assert "week-2.yaml:1:1" in shown.stderr
    assert "title" in shown.stderr


@pytest.mark.parametrize("prepare", ["missing", "empty", "a file"])
def test_a_folder_without_sessions_is_said_in_a_sentence(tmp_path: Path, prepare: str) -> None:
    folder = tmp_path / "here"
    if prepare == "empty":
        folder.mkdir()
    elif prepare == "a file":
        folder.write_text("")
    result = homeroom("--sessions", folder, "list")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.output


def test_without_a_terminal_the_screens_say_so() -> None:
    for words in ((), ("run",), ("run", "1")):
        result = homeroom(*words)
        assert result.exit_code == 2
        assert "terminal" in result.stderr
        assert "\x1b" not in result.output


def test_control_characters_of_a_title_never_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "week-1.yaml").write_text('title: "a\\x1b[2Jb [/x] [bold]c"\nduration: 1\n')
    said = homeroom("--sessions", tmp_path, "list").stdout
    assert "\x1b" not in said
    assert "␛[2Jb [/x] [bold]c" in said


# check, new, edit


def test_check_reports_all_problems_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "week-1.yaml").write_text("title: Good\n")
    (tmp_path / "week-2.yaml").write_text("title: Bad\nblocks:\n  - title: A\n  - title: B\n")
    (tmp_path / "series.yaml").write_text("meets: Someday\n")
    result = homeroom("--sessions", tmp_path, "check")
    assert result.exit_code == 1
    assert "week-2.yaml:3" in result.stdout
    assert "week-2.yaml:4" in result.stdout
    assert "series.yaml:1" in result.stdout
    assert result.stdout.endswith("3 files: 3 errors, 0 warnings\n")


def test_check_json_is_an_array_of_problems(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: A\ndurration: 5\n")
    result = homeroom("check", tmp_path / "a.yaml", "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)
    assert set(problem) == {"file", "line", "column", "severity", "message", "hint"}
    assert (problem["line"], problem["column"], problem["severity"]) == (2, 1, "error")
    assert "duration" in problem["hint"]


def test_warnings_alone_end_with_zero(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "title: A\nduration: 30\nblocks:\n  - title: B\n    duration: 45\n"
    )
    result = homeroom("check", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.endswith("1 file: 0 errors, 1 warning\n")


def test_check_of_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    result = homeroom("check", tmp_path / "nothing.yaml")
    assert result.exit_code == 1
    assert "There is no such file." in result.stdout


@pytest.mark.parametrize("minutes", [5, 30, 60, 90])
def test_new_writes_a_session_that_checks_and_never_overwrites(
    tmp_path: Path, minutes: int
) -> None:
    (tmp_path / "week-7.yaml").write_text("title: Seven\nweek: 7\n")
    made = homeroom("--sessions", tmp_path, "new", "week-8", "--minutes", str(minutes))
    path = Path(made.stdout.strip())
    assert path == tmp_path / "week-8.yaml"
    assert homeroom("check", path).stdout == "1 file: all fine\n"
    shown = json.loads(homeroom("show", path, "--json").stdout)
    assert (shown["week"], shown["duration"]) == (8, minutes * 60)
    before = path.read_text()
    again = homeroom("--sessions", tmp_path, "new", "week-8")
    assert again.exit_code == 1
    assert "There is a session week-8 already" in again.stderr
    assert path.read_text() == before


def test_new_from_a_week_copies_it_under_the_next_number(tmp_path: Path) -> None:
    text = (SESSIONS / "week-2.yaml").read_text()
    (tmp_path / "week-2.yaml").write_text(text)
    homeroom("--sessions", tmp_path, "new", "week-3", "--from", "week-2")
    assert (tmp_path / "week-3.yaml").read_text() == text.replace("week: 2", "week: 3")


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "series", "", "a\x1bb", "-x"])
def test_new_refuses_what_is_no_name_for_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "week-1.yaml").write_text("title: One\n")
    result = homeroom("--sessions", tmp_path, "new", "--", name)
    assert result.exit_code == 1
    assert "week-6" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["week-1.yaml"]


def test_edit_runs_the_editor_without_a_shell_and_checks_after(tmp_path: Path) -> None:
    file = tmp_path / "week 1; x.yaml"
    file.write_text("title: One\n")
    script = tmp_path / "my editor"
    script.write_text('#!/bin/sh\necho "oops: 1" >> "$2"\n')
    script.chmod(0o755)
    result = homeroom("--sessions", tmp_path, "edit", "week 1; x", VISUAL=f"'{script}' -w")
    assert file.read_text() == "title: One\noops: 1\n"
    assert result.exit_code == 1
    assert "`oops`" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("show", "1", "--at"), ("run", "1", "--plain", "--until"), ("simulate", "1", "--reserve")],
)
def test_what_was_typed_is_said_again_visibly(words: tuple[str, ...]) -> None:
    result = homeroom(*words, "3\x9b2J\u202e pm")
    assert result.exit_code == 2
    assert "<U+202E>" in result.output
    assert not {"\x9b", "\u202e"} & set(result.output)


@pytest.mark.parametrize(
    "words",
    [["list", "{}"], ["{}", "--{}"], ["--{}"], ["list", "--{}"], ["history", "-{}"],
     ["show", "1", "{}"], ["simulate", "1", "--runs", "{}"]],
)  # fmt: skip
def test_a_wrong_word_is_repeated_without_what_a_terminal_obeys(words: list[str]) -> None:
    result = homeroom(*(word.replace("{}", "a\x1b[2J\u202eb\x9bc\t\r") for word in words))
    assert result.exit_code == 2
    assert not {"\x1b", "\x9b", "\u202e", "\t", "\r"} & set(result.output)


def test_a_group_of_commands_alone_shows_its_help() -> None:
    assert "Error" not in homeroom("cohort").output


@pytest.mark.parametrize("speed", ["nan", "inf", "0", "-1", "1e308"])
def test_a_speed_that_is_none_is_told_of(speed: str) -> None:
    result = homeroom("run", "1", "--plain", "--speed", speed)
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert "--speed" in result.output


@pytest.mark.parametrize("name", ["+!touch pwned #.yaml", "-c.yaml"])
def test_a_file_is_no_option_of_the_editor(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("title: Share\nweek: 1\n")
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\necho "$1" > "$0.ran"\n')
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for words in (["--sessions", ".", "edit", "1"], ["edit", "--", name]):
        assert homeroom(*words, EDITOR=str(script)).exit_code == 0
        assert (tmp_path / "editor.ran").read_text() == f"{tmp_path / name}\n"
        (tmp_path / "editor.ran").unlink()


def test_edit_without_an_editor_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "week-1.yaml").write_text("title: One\n")
    for editor in ("", "/no/such/editor"):
        result = homeroom("--sessions", tmp_path, "edit", "1", EDITOR=editor, PATH=str(tmp_path))
        assert result.exit_code == 2
        assert "export EDITOR=nano" in result.stderr
        assert str(tmp_path / "week-1.yaml") in result.stderr


def test_edit_copies_a_session_of_homerooms_own_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    env = {"HOMEROOM_SESSIONS": "", "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    result = homeroom("edit", "1", **{**env, "EDITOR": "true"})
    assert result.exit_code == 0, result.output
    copy = next((tmp_path).rglob("week-1.yaml"))
    assert copy.read_bytes() == (SESSIONS / "week-1.yaml").read_bytes()
    weeks = json.loads(homeroom("list", "--json", **env).stdout)
    assert [w["path"] == str(copy) for w in weeks] == [True, False, False, False, False]


def test_show_yaml_is_the_session_in_its_canonical_form(tmp_path: Path) -> None:
    written = homeroom("show", "3", "--yaml").stdout
    (tmp_path / "week-3.yaml").write_text(written)
    again = homeroom("--sessions", tmp_path, "show", "3", "--json").stdout
    text = json.loads(again)
    original = json.loads(homeroom("show", "3", "--json").stdout)
    for block in (*text["blocks"], *original["blocks"]):
        del block["links"]  # relative ones need the series
    assert text == original
    assert homeroom("show", tmp_path / "week-3.yaml", "--yaml").stdout == written


def test_schema_is_the_one_that_ships(tmp_path: Path) -> None:
    shipped = (SESSIONS / "session.schema.json").read_text()
    assert homeroom("schema").stdout == shipped
    homeroom("schema", "--out", tmp_path / "s.json")
    assert (tmp_path / "s.json").read_text() == shipped


ALL_FIELDS = """\
title: All of it
intro: Bring *tea*.
blocks:
  - title: Share
    duration: 10 min
    turns: 2 min
    show: norms
    id: sharing
    prompts: [What now?]
    hints: [Ask Ana first]
  - title: Tea
    duration: 5 min
    advance: auto
"""


def test_show_tells_everything_that_a_session_says(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ALL_FIELDS)
    said = homeroom("--sessions", tmp_path, "show", "all").stdout
    for part in ("open end", "Bring tea.", "2 min each", "norms", "What now?", "Ask Ana first"):
        assert part in said
    found = json.loads(homeroom("--sessions", tmp_path, "show", "all", "--json").stdout)
    assert found["intro"] == "Bring *tea*."
    share, tea = found["blocks"]
    assert (share["id"], share["show"], share["hints"]) == ("sharing", "norms", ["Ask Ana first"])
    assert (tea["advance"], tea["turns"]) == ("auto", False)


def test_a_session_without_duration_has_an_open_end(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ALL_FIELDS)
    assert "\topen end\t" in homeroom("--sessions", tmp_path, "list").stdout
    assert (
        json.loads(homeroom("--sessions", tmp_path, "list", "--json").stdout)[0]["duration"] is None
    )


def test_joined_emoji_stay_joined_in_what_is_printed(tmp_path: Path) -> None:
    text = (
        "title: 👩\u200d🔬 lab\nduration: 5 min\nblocks: [{title: 👩\u200d🔬, duration: 5 min}]\n"
    )
    (tmp_path / "lab.yaml").write_text(text, encoding="utf-8")
    for words in (("list",), ("show", "lab"), ("simulate", "lab", "--runs", "5")):
        assert "👩\u200d🔬" in homeroom("--sessions", tmp_path, *words).stdout


def test_show_names_no_key_in_what_would_help(tmp_path: Path) -> None:
    blocks = "".join(f"- {{title: B{n}, duration: 10-20 min}}\n" for n in range(4))
    (tmp_path / "full.yaml").write_text(f"title: Full\nduration: 25 min\nblocks:\n{blocks}")
    said = homeroom("--sessions", tmp_path, "show", "full", "--at", "14:00", LC_ALL="C").stdout
    verdict = said.splitlines()[-1]
    assert "late" in verdict
    assert "(" not in verdict
    shown = json.loads(homeroom("--sessions", tmp_path, "show", "full", "--json").stdout)
    assert set(shown["would_fit"]) == {"skip", "shorten", "fit"}


@pytest.mark.parametrize("words", [(), *((name,) for name in WHERE)], ids=" ".join)
def test_help_is_whole_at_80_columns(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], env={"COLUMNS": "80"}).stdout
    usage, _, rest = shown.partition("\n")
    assert usage.startswith("Usage:")
    assert "..." not in rest
    assert max(map(len, rest.splitlines())) <= 80
