"""The reference of settings, from the catalogue that reads them."""

from __future__ import annotations

from reedbed.settings.catalogue import SETTINGS, Setting

INTRODUCTION = """\
# Settings

A setting comes from the first place that has it: a command-line flag, an environment variable `REEDBED_…`, the file
`.env`, `workspace.yaml` (under the key `reedbed:`; everything else in that file is the application's), the user's own
file, the default. `reedbed config show` prints each value with where it came from, secrets masked. A name that is
not on this page is an error that offers the nearest one.

| setting | environment variable | default | example | what it is |
|---|---|---|---|---|
"""


def row(setting: Setting) -> str:
    """One line of the table."""
    default = "" if setting.default is None else f"`{str(setting.default).lower()}`"
    cells = (
        f"`{setting.name}`",
        f"`REEDBED_{setting.name.upper()}`",
        default + (" in a workspace" if setting.in_workspace else ""),
        f"`{setting.example}`",
        setting.summary.replace("|", "\\|"),
    )
    return f"| {' | '.join(cells)} |"


def page() -> str:
    """The whole page."""
    return INTRODUCTION + "\n".join(row(setting) for setting in SETTINGS) + "\n"
