"""The settings that there are: name, type, default, and the line that explains each."""

from __future__ import annotations

from dataclasses import dataclass

from reedbed.settings.value_types import (
    COUNT,
    FLAG,
    FUNCTIONS,
    MODULES,
    PATH,
    SECONDS,
    SIZE,
    TARGET,
    VIEWS,
    ValueType,
    choice,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting. A default with `in_workspace` counts only where there is a workspace, else it is None.

    `example` is the value that the commented line of a new workspace.yaml shows.
    """

    name: str
    type: ValueType
    summary: str
    example: str
    default: str | float | bool | None = None
    in_workspace: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="database",
        type=PATH,
        default="data/workspace.db",
        in_workspace=True,
        example="data/workspace.db",
        summary="the DuckDB file",
    ),
    Setting(
        name="checkpoint",
        type=FLAG,
        default=True,
        example="true",
        summary="whether a write also keeps a Parquet twin of the table",
    ),
    Setting(
        name="checkpoint_dir",
        type=PATH,
        default="data/checkpoints",
        in_workspace=True,
        example="data/checkpoints",
        summary="where those twins lie",
    ),
    Setting(
        name="lake_target",
        type=TARGET,
        example="s3://bucket/prefix",
        summary="where archived rows lie: a folder or s3://bucket/prefix; without it data/lake",
    ),
    Setting(
        name="views",
        type=VIEWS,
        example="[views.py, views]",
        summary="a module name, or files and folders; without it views.py and views/*.sql are found",
    ),
    Setting(
        name="decoders",
        type=MODULES,
        example="[decoders]",
        summary="modules whose functions sources.yaml may name to take pages apart",
    ),
    Setting(
        name="keep_pages_days",
        type=COUNT,
        example="30",
        summary="for how many days ingest keeps pages as they came; without it for ever",
    ),
    Setting(
        name="migrations",
        type=PATH,
        default="migrations",
        in_workspace=True,
        example="migrations",
        summary="the folder of *.sql migrations",
    ),
    Setting(
        name="memory_limit",
        type=SIZE,
        example="4GB",
        summary="what DuckDB may hold in memory; without it 80% of the machine's",
    ),
    Setting(name="threads", type=COUNT, example="4", summary="DuckDB's threads; without it one per core"),
    Setting(
        name="temp_directory",
        type=PATH,
        example="~/spill",
        summary="where DuckDB spills when memory runs out; without it beside the database",
    ),
    Setting(
        name="extension_directory",
        type=PATH,
        example="~/.duckdb/extensions",
        summary="where DuckDB's extensions lie",
    ),
    Setting(
        name="lock_timeout_seconds",
        type=SECONDS,
        default=5.0,
        example="5",
        summary="how long to wait for another process that owns the database",
    ),
    Setting(
        name="door",
        type=FLAG,
        default=True,
        example="on",
        summary="whether other processes of this user may work on the database while this one has it open",
    ),
    Setting(
        name="functions",
        type=FUNCTIONS,
        example="[st_area, spelled_out]",
        summary="functions of extensions, or registered ones, that readers and writers of a server may call too",
    ),
    Setting(
        name="max_connections",
        type=COUNT,
        default=200,
        example="200",
        summary="clients that a server lets in at one time",
    ),
    Setting(
        name="max_result_rows",
        type=COUNT,
        example="1000000",
        summary="rows of one answer of a server, but for COPY; without it any number",
    ),
    Setting(
        name="statement_timeout_seconds",
        type=SECONDS,
        default=0.0,
        example="60",
        summary="how long a statement of a server's client may run; 0 is any time",
    ),
    Setting(
        name="idle_timeout_seconds",
        type=SECONDS,
        default=0.0,
        example="3600",
        summary="after how long a server ends a session that does nothing; 0 is never",
    ),
    Setting(
        name="idle_in_transaction_timeout_seconds",
        type=SECONDS,
        default=0.0,
        example="300",
        summary="the same for a session with a transaction open",
    ),
    Setting(
        name="output",
        type=choice("auto", "text", "json"),
        default="auto",
        example="auto",
        summary="what commands print: auto, text or json",
    ),
    Setting(
        name="color",
        type=choice("auto", "always", "never"),
        default="auto",
        example="auto",
        summary="colour on the terminal: auto, always or never",
    ),
)
SETTING_BY_NAME = {setting.name: setting for setting in SETTINGS}
SECTION = "reedbed"
SECRETS = "secrets"
PREFIX = "REEDBED_"
# Read by the command line to find the workspace, before there are settings.
WORKSPACE_VARIABLE = "REEDBED_WORKSPACE"
# Variables that are no settings: the two that the command line reads by itself, and the two of the test suite,
# which the processes that it starts inherit.
NOT_SETTINGS = frozenset(
    {
        WORKSPACE_VARIABLE,
        "REEDBED_DEBUG",
        "REEDBED_SEED",
        "REEDBED_KILLS",
        "REEDBED_CASES",
        "REEDBED_MESSAGES",
        "REEDBED_RACES",
    }
)


def variable_of(name: str) -> str:
    """The environment variable of a setting: `secrets.lake.key_id` is REEDBED_SECRETS__LAKE__KEY_ID."""
    return PREFIX + name.upper().replace(".", "__")


def flag_of(name: str) -> str:
    """The flag of a setting: `memory_limit` is --memory-limit."""
    return "--" + name.replace("_", "-")
