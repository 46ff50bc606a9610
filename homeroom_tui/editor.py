"""The user's own editor: which command it is, and running it on a file. Never through a shell."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

HOW = "Set VISUAL or EDITOR to the command that starts your editor, for example: export EDITOR=nano"


class NoEditor(Exception):
    """No editor could be started; its text says how to name one."""


def command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The words of `$VISUAL`, else `$EDITOR`. Raises NoEditor where there is none."""
    for name in ("VISUAL", "EDITOR"):
        if chosen := environ.get(name, "").strip():
            try:
                return shlex.split(chosen, posix=os.name != "nt")
            except ValueError:
                raise NoEditor(f"{name} can't be read as a command: {chosen}. {HOW}") from None
    raise NoEditor(f"No editor is known. {HOW}")


def edit(path: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Run the editor on `path` and wait. Raises NoEditor if it can't be started."""
    words = command(environ)
    try:
        # From the root: else a file could be named as an option of the editor, and vim's + runs it.
        subprocess.run([*words, os.path.abspath(path)], check=False)
    except OSError as error:
        raise NoEditor(f"{words[0]} can't be started: {error.strerror}. {HOW}") from None
