"""The first content of a workspace.yaml: every setting of the package, commented out and explained."""

from __future__ import annotations

from reedbed.settings import SECTION, SETTINGS
from reedbed.workspace.yaml_text import entry_lines

_HEAD = """\
# A Reedbed workspace. Paths are relative to this folder.

# The package's own settings. Remove a '#' to change one; `reedbed config show` prints what is in effect and
# where each value comes from. A credential is best written as ${env:NAME}.
"""
_SECRETS = """\
  # secrets:                # credentials for remote files
  #   lake:
  #     type: s3            # or http
  #     region: eu-central-1
  #     key_id: ${env:LAKE_KEY_ID}
  #     secret: ${env:LAKE_SECRET}
"""
_TAIL = """
# Everything else belongs to your application; Reedbed keeps it as it is.
"""


def first_text(application: dict[str, object]) -> str:
    """The text of a new workspace.yaml with these keys of the application."""
    settings = [f"# {setting.name}: {setting.example}" for setting in SETTINGS]
    width = max(map(len, settings)) + 2
    explained = [f"  {line:<{width}}# {setting.summary}\n" for line, setting in zip(settings, SETTINGS, strict=True)]
    keys = [f"{line}\n" for key, value in application.items() for line in entry_lines(key, value)]
    return "".join([_HEAD, f"{SECTION}:\n", *explained, _SECRETS, _TAIL, *keys])
