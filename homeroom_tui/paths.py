"""Where things live: the user's own files by role, and the sessions that came with homeroom.

Nothing here looks for, makes or reads a file but `bundled_sessions`, which looks whether it is
in a wheel or in a checkout.
"""

from __future__ import annotations

from pathlib import Path

_NAME = "homeroom"


def bundled_sessions() -> Path:
    """The folder of the sessions that came with homeroom."""
    package = Path(__file__).resolve().parent
    shipped = package / "sessions"
    return shipped if shipped.is_dir() else package.parent / "sessions"


def own_sessions() -> Path:
    """The folder of the user's own sessions, laid over the bundled ones."""
    return data_folder() / "sessions"


def config_file() -> Path:
    """The user's settings."""
    return config_folder() / "config.yaml"


def group_file() -> Path:
    """The user's group, for a library that has none of its own."""
    return config_folder() / "group.yaml"


def journals() -> Path:
    """The folder of the journals, one file a meeting."""
    return state_folder() / "meetings"


def theme_file() -> Path:
    """The name of the theme that was chosen last."""
    return state_folder() / "theme"


def norms_file() -> Path:
    """The norms of the user's group."""
    return data_folder() / "norms.md"


def minutes_folder() -> Path:
    """Where minutes go unless the user chooses otherwise."""
    return data_folder() / "minutes"


def in_words(path: Path) -> str:
    """The path as people write it: `~` for their own folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def data_folder() -> Path:
    """What the user makes and would keep: sessions, minutes."""
    import platformdirs

    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def config_folder() -> Path:
    """What the user sets once."""
    import platformdirs

    return Path(platformdirs.user_config_dir(_NAME, appauthor=False))


def state_folder() -> Path:
    """What homeroom keeps by itself: the journals of meetings."""
    import platformdirs

    return Path(platformdirs.user_state_dir(_NAME, appauthor=False))
