"""Paths of the user's files by role, and of the sessions that come with homeroom.

No function creates or reads a file. `bundled_sessions` checks whether it is in a wheel or in a
checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "homeroom"


def bundled_sessions() -> Path:
    """Return the folder of the sessions that come with homeroom."""
    package = Path(__file__).resolve().parent
    shipped = package / "sessions"
    return shipped if os.path.isdir(shipped) else package.parent / "sessions"


def own_sessions() -> Path:
    """Return the folder of the user's own sessions, which take precedence over the bundled ones."""
    return data_folder() / "sessions"


def config_file() -> Path:
    """Return the path of the user's settings."""
    return config_folder() / "config.yaml"


def group_file() -> Path:
    """Return the path of the user's group, for libraries without a group of their own."""
    return config_folder() / "group.yaml"


def journals() -> Path:
    """Return the folder of the journals, one file for each meeting."""
    return state_folder() / "meetings"


def theme_file() -> Path:
    """Return the path of the file that holds the name of the theme chosen last."""
    return state_folder() / "theme"


def room_secret() -> Path:
    """Return the path of the secret from which the keys of shared meetings are derived."""
    return state_folder() / "room-secret"


def cohort_keys() -> Path:
    """Return the folder of the keys to speak to cohorts, one file for each, named by its id."""
    return state_folder() / "cohorts"


def norms_file() -> Path:
    """Return the path of the norms of the user's group."""
    return data_folder() / "norms.md"


def minutes_folder() -> Path:
    """Return the folder that is suggested for minutes."""
    return data_folder() / "minutes"


def in_words(path: Path) -> str:
    """Return the path as people write it, with `~` for their home folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def data_folder() -> Path:
    """Return the folder for what the user creates: sessions, norms, minutes."""
    import platformdirs

    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def config_folder() -> Path:
    """Return the folder for settings."""
    import platformdirs

    return Path(platformdirs.user_config_dir(_NAME, appauthor=False))


def state_folder() -> Path:
    """Return the folder for what homeroom keeps by itself: journals."""
    import platformdirs

    return Path(platformdirs.user_state_dir(_NAME, appauthor=False))
