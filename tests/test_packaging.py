"""A built wheel carries the sessions and works outside the repository."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


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


def test_a_wheel_in_a_fresh_venv_lists_the_weeks(tmp_path: Path) -> None:
    wheels, venv = tmp_path / "wheels", tmp_path / "venv"
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT, cwd=tmp_path)
    (wheel,) = wheels.glob("homeroom_tui-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=tmp_path)
    home = venv / ("Scripts" if os.name == "nt" else "bin")
    run(*pip, "--python", home / "python", "install", "--no-compile", wheel, cwd=tmp_path)
    for command in ((home / "homeroom",), (home / "python", "-m", "homeroom_tui")):
        weeks = json.loads(run(*command, "list", "--json", cwd=tmp_path, HOME=str(tmp_path)))
        assert [w["week"] for w in weeks] == [1, 2, 3, 4, 5]
        assert [w["problems"] for w in weeks] == [0] * 5
