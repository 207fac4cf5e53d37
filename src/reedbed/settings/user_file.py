"""The user's own settings file: where each platform keeps it."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Unset(enum.Enum):
    """The type of UNSET, which is not None: None says that there is no such file."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


def user_settings_file(environ: Mapping[str, str], *, platform: str = sys.platform) -> Path | None:
    """Where the user's settings lie, whether the file is there or not; None when there is no home folder.

    `$XDG_CONFIG_HOME/reedbed/config.yaml` where that variable is an absolute path (the XDG base directory
    specification ignores others), else the platform's own folder: `~/Library/Application Support` on macOS,
    `%APPDATA%` on Windows, `~/.config` elsewhere.
    """
    folder = _config_folder(environ, platform)
    return None if folder is None else folder / "reedbed" / "config.yaml"


def _config_folder(environ: Mapping[str, str], platform: str) -> Path | None:
    stated = Path(environ.get("XDG_CONFIG_HOME") or ".")
    if stated.is_absolute():
        return stated
    if platform == "win32" and environ.get("APPDATA"):
        return Path(environ["APPDATA"])
    home = _home(environ)
    if home is None:
        return None
    inside = {"darwin": Path("Library", "Application Support"), "win32": Path("AppData", "Roaming")}
    return home / inside.get(platform, Path(".config"))


def _home(environ: Mapping[str, str]) -> Path | None:
    if environ.get("HOME"):
        return Path(environ["HOME"])
    try:
        return Path.home()
    except RuntimeError:
        return None
