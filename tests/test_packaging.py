"""The sdist holds all that its tests need; the wheel built from it works without the sources."""

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LICENSES = ("LICENSE", "sessions/LICENSE")


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HOMEROOM_", "XDG_"))}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**clean, **env},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    """The wheel that is built from the sdist."""
    folder = source.parent
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_tests_of_the_sdist_can_be_collected(source: Path) -> None:
    # Plain, as rewriting the assertions of tests that are not run takes half the time.
    words = ("--collect-only", "--assert=plain", "-n0", "-qq", "tests")
    collected = run(sys.executable, "-m", "pytest", *words, cwd=source)
    files = {line.split(":")[0] for line in collected.splitlines() if line}
    assert files == {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")
    }


def test_both_licenses_are_in_sdist_and_wheel(source: Path, wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for license in LICENSES:
        assert (source / license).read_bytes() == (ROOT / license).read_bytes()
        assert any(name.endswith(f".dist-info/licenses/{license}") for name in names)
    assert "homeroom_tui/sessions/LICENSE" in names


def test_an_installed_wheel_lists_the_weeks(wheel: Path, tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", "--no-deps", "--target", tmp_path / "site", wheel, cwd=tmp_path)
    env = {"PYTHONPATH": str(tmp_path / "site"), "HOME": str(tmp_path)}
    code = "import homeroom_tui; print(homeroom_tui.__file__)"
    where = run(sys.executable, "-c", code, cwd=tmp_path, **env)
    assert Path(where.strip()).is_relative_to(tmp_path)
    script = "homeroom.exe" if os.name == "nt" else "homeroom"
    for command in (
        (tmp_path / "site" / "bin" / script,),
        (sys.executable, "-m", "homeroom_tui"),
    ):
        weeks = json.loads(run(*command, "list", "--json", cwd=tmp_path, **env))
        assert [w["week"] for w in weeks] == [1, 2, 3, 4, 5]
        assert [w["problems"] for w in weeks] == [0] * 5


def test_the_constraints_pin_every_library() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {
        canonicalize_name(required.name): str(required.specifier).removeprefix("==")
        for required in map(Requirement, (line for line in lines if not line.startswith("#")))
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(text) for text in project["dependencies"]]
    for group in project["optional-dependencies"].values():
        wanted += [Requirement(text) for text in group if not text.startswith("homeroom-tui")]
    for required in wanted:
        if required.marker is None or required.marker.evaluate():
            version = pinned[canonicalize_name(required.name)]
            assert version in required.specifier, f"{required} is pinned to {version}"
