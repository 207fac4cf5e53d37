"""Each platform has its own folder for a user's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from reedbed.settings import user_settings_file


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {"HOME": "/home/me"}, "/home/me/.config"),
        ("linux", {"HOME": "/home/me", "XDG_CONFIG_HOME": "/etc/mine"}, "/etc/mine"),
        ("linux", {"HOME": "/home/me", "XDG_CONFIG_HOME": "relative"}, "/home/me/.config"),
        ("darwin", {"HOME": "/Users/me"}, "/Users/me/Library/Application Support"),
        ("win32", {"HOME": "/Users/me", "APPDATA": "/roaming"}, "/roaming"),
        ("win32", {"HOME": "/Users/me"}, "/Users/me/AppData/Roaming"),
    ],
)
def test_the_user_file_lies_where_the_platform_keeps_settings(
    platform: str, environ: dict[str, str], folder: str
) -> None:
    assert user_settings_file(environ, platform=platform) == Path(folder, "reedbed", "config.yaml")
