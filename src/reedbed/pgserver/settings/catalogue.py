"""Which settings a session has: name, default, how a value is read, whether it may change, who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from reedbed.pgserver.settings import values
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.pgserver.settings.values import Reading

POSTGRES_VERSION: Final = "18.0"
"""The PostgreSQL whose catalog and protocol the door follows; clients decide by it what they may ask."""

POSTGRES_VERSION_NUMBER: Final = "180000"
_ISOLATION: Final = ("read committed", "read uncommitted", "repeatable read", "serializable")

Kind = Literal["bool", "integer", "enum", "string"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `fixed` ones are shown and not set; a `reported` one is told to the client when it changes."""

    name: str
    default: str
    read: Reading = values.text
    kind: Kind = "string"
    reported: bool = False
    fixed: bool = False
    description: str = ""


def _flag(name: str, default: str = "on", *, reported: bool = False, fixed: bool = False) -> Setting:
    return Setting(name, default, values.boolean, "bool", reported=reported, fixed=fixed)


def _number(name: str, default: int, lowest: int, highest: int) -> Setting:
    return Setting(name, str(default), values.integer(lowest, highest), "integer")


def _time(name: str) -> Setting:
    return Setting(name, "0", values.milliseconds, "integer")


def _fixed(name: str, value: str, kind: Kind = "string", *, reported: bool = False) -> Setting:
    return Setting(name, value, fixed=True, kind=kind, reported=reported)


def _word(name: str, default: str, *choices: str, reported: bool = False) -> Setting:
    return Setting(name, default, values.choice(default, *choices), "enum", reported)


_ALL: Final = (
    Setting("application_name", "", reported=True),
    _flag("array_nulls"),
    _word("backslash_quote", "safe_encoding", "on", "off"),
    _fixed("block_size", "8192", "integer"),
    _word("bytea_output", "hex", "escape"),
    _flag("check_function_bodies"),
    Setting("client_encoding", "UTF8", values.encoding, reported=True),
    _word("client_min_messages", "notice", *(f"debug{n}" for n in range(1, 6)), "log", "warning", "error"),
    _word("constraint_exclusion", "partition", "on", "off"),
    _fixed("data_checksums", "on", "bool"),
    Setting("DateStyle", "ISO, MDY", values.date_style("ISO, MDY"), reported=True),
    _word("default_table_access_method", "heap"),
    Setting("default_tablespace", ""),
    _flag("default_transaction_deferrable", "off"),
    _word("default_transaction_isolation", *_ISOLATION),
    _flag("default_transaction_read_only", "off", reported=True),
    *(
        _flag(f"enable_{way}")
        for way in ("bitmapscan", "hashagg", "hashjoin", "indexscan", "indexonlyscan", "material", "mergejoin")
    ),
    *(_flag(f"enable_{way}") for way in ("nestloop", "seqscan", "sort", "tidscan", "partition_pruning")),
    _flag("escape_string_warning"),
    _number("extra_float_digits", 1, -15, 3),
    _flag("geqo"),
    _time("idle_in_transaction_session_timeout"),
    _time("idle_session_timeout"),
    _fixed("in_hot_standby", "off", "bool", reported=True),
    _fixed("integer_datetimes", "on", "bool", reported=True),
    _word("IntervalStyle", "postgres", "postgres_verbose", "sql_standard", "iso_8601", reported=True),
    Setting("is_superuser", "off", fixed=True, kind="bool", reported=True),
    _flag("jit", "off"),
    _number("join_collapse_limit", 8, 1, 2**31 - 1),
    _number("from_collapse_limit", 8, 1, 2**31 - 1),
    _fixed("lc_collate", "C.UTF-8"),
    _fixed("lc_ctype", "C.UTF-8"),
    Setting("lc_messages", "C.UTF-8"),
    Setting("lc_monetary", "C.UTF-8"),
    Setting("lc_numeric", "C.UTF-8"),
    Setting("lc_time", "C.UTF-8"),
    _fixed("listen_addresses", ""),
    _time("lock_timeout"),
    Setting("maintenance_work_mem", "64MB"),
    _fixed("max_connections", "0", "integer"),
    _fixed("max_identifier_length", "63", "integer"),
    _fixed("max_index_keys", "32", "integer"),
    _fixed("max_prepared_transactions", "0", "integer"),
    _number("max_parallel_workers_per_gather", 2, 0, 1024),
    _word("password_encryption", "scram-sha-256"),
    _word("plan_cache_mode", "auto", "force_generic_plan", "force_custom_plan"),
    _fixed("port", "0", "integer"),
    _flag("quote_all_identifiers", "off"),
    Setting("role", "none"),
    _flag("row_security"),
    _fixed("scram_iterations", "4096", "integer", reported=True),
    Setting("search_path", '"$user", main', reported=True),
    _fixed("server_encoding", "UTF8", reported=True),
    _fixed("server_version", f"{POSTGRES_VERSION} (Reedbed {__version__})", reported=True),
    _fixed("server_version_num", POSTGRES_VERSION_NUMBER, "integer"),
    Setting("session_authorization", "", fixed=True, reported=True),
    Setting("session_replication_role", "origin", values.choice("origin", "replica", "local"), "enum"),
    Setting("ssl", "off", fixed=True, kind="bool"),
    Setting("standard_conforming_strings", "on", values.choice("on"), "bool", reported=True),
    _time("statement_timeout"),
    _word("synchronous_commit", "on", "off", "local", "remote_write", "remote_apply"),
    _flag("synchronize_seqscans"),
    Setting("TimeZone", "UTC", values.time_zone, reported=True),
    Setting("timezone_abbreviations", "Default"),
    _flag("transaction_deferrable", "off"),
    _word("transaction_isolation", *_ISOLATION),
    _flag("transaction_read_only", "off"),
    _time("transaction_timeout"),
    _flag("transform_null_equals", "off"),
    Setting("wal_level", "replica", fixed=True, kind="enum"),
    Setting("work_mem", "4MB"),
    _word("xmlbinary", "base64", "hex"),
    _word("xmloption", "content", "document"),
    Setting("reedbed.client", "", description="What kind of Reedbed process this client is; set at the start."),
    _word("reedbed.dialect", "postgres", "duckdb"),
    _word("reedbed.foreign_keys", "enforced", "ignored"),
)

SETTINGS: Final[Mapping[str, Setting]] = {setting.name.lower(): setting for setting in _ALL}
"""The settings by their name in lower case."""

REPORTED: Final = tuple(setting.name.lower() for setting in _ALL if setting.reported)
"""What clients are told at the start and at every change."""
