"""The reference of settings, from the catalogue that reads them."""

from __future__ import annotations

from reedbed.settings.catalogue import SETTINGS, Setting, variable_of
from reedbed.settings.credentials import SECRET_FIELDS

INTRODUCTION = """\
# Settings

A setting comes from the first place that has it: a command-line flag, an environment variable `REEDBED_…`, the file
`.env`, `workspace.yaml` (under the key `reedbed:`; everything else in that file is the application's), the user's own
file, the default. `reedbed config show` prints each value with where it came from, secrets masked. A name that is
not on this page is an error that offers the nearest one.

| setting | environment variable | default | example | what it is |
|---|---|---|---|---|
"""


SECRETS = """
## Secrets

Credentials for remote files are settings too: `secrets.NAME.FIELD`, in the environment `REEDBED_SECRETS__NAME__FIELD`.
In a file, write `${env:VARIABLE}` instead of the credential itself. `scope` limits a secret to URLs that begin with it.

| type | fields |
|---|---|
"""


def row(setting: Setting) -> str:
    """One line of the table."""
    default = "" if setting.default is None else f"`{str(setting.default).lower()}`"
    cells = (
        f"`{setting.name}`",
        f"`{variable_of(setting.name)}`",
        default + (" in a workspace" if setting.in_workspace else ""),
        f"`{setting.example}`",
        setting.summary.replace("|", "\\|"),
    )
    return f"| {' | '.join(cells)} |"


def page() -> str:
    """The whole page."""
    secrets = [f"| `{kind}` | {', '.join(f'`{name}`' for name in fields)} |" for kind, fields in SECRET_FIELDS.items()]
    return INTRODUCTION + "\n".join(map(row, SETTINGS)) + "\n" + SECRETS + "\n".join(secrets) + "\n"
