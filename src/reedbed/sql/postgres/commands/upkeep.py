"""EXPLAIN, VACUUM and its like, LOCK, COMMENT ON, DISCARD, LISTEN and NOTIFY."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from reedbed.errors import SqlSyntaxError
from reedbed.sql.postgres.commands.vocabulary import (
    Command,
    CommentOn,
    Discard,
    Explain,
    Listen,
    Lock,
    Notify,
    Unlisten,
    Vacuum,
)
from reedbed.sql.postgres.lexing import TokenKind, string_value

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.reader import Reader

_EXPLAIN_OPTIONS: Final = frozenset(
    {
        "analyze", "verbose", "costs", "settings", "generic_plan", "buffers", "serialize", "wal", "timing", "summary",
        "memory", "format",
    }
)  # fmt: skip

# What DuckDB keeps comments for: plain SQL.
_DUCKDB_COMMENTS: Final = frozenset({"table", "view", "column", "index", "sequence", "type", "macro"})
_COMMENTED: Final = (
    "access", "aggregate", "cast", "collation", "constraint", "conversion", "database", "domain", "event", "extension",
    "foreign", "function", "large", "materialized", "operator", "policy", "procedural", "procedure", "publication",
    "role", "routine", "rule", "schema", "server", "statistics", "subscription", "tablespace", "text", "transform",
    "trigger",
)  # fmt: skip


def explain(reader: Reader) -> Command:
    """`EXPLAIN [ANALYZE] [VERBOSE] statement` and `EXPLAIN (options) statement`."""
    reader.next()
    options: dict[str, str | bool] = {}
    if reader.at("(") and reader.peek() not in {"select", "with", "values", "table", "(", "from"}:
        reader.next()
        while True:
            name = reader.name()
            if name not in _EXPLAIN_OPTIONS:
                raise SqlSyntaxError(f'unrecognized EXPLAIN option "{name}"')
            options[name] = True if reader.at(",", ")") else _option(reader)
            if not reader.take(","):
                break
        reader.expect(")")
    else:
        while word := reader.take("analyze", "analyse", "verbose"):
            options[word.replace("analyse", "analyze")] = True
    return Explain(options=options, sql=reader.rest())


def _option(reader: Reader) -> str | bool:
    token = reader.next()
    if token.kind is TokenKind.STRING:
        return string_value(token.text)
    return {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}.get(
        token.folded, token.folded
    )


def vacuum(reader: Reader) -> Command:
    """`VACUUM`, `ANALYZE`, `REINDEX`, `CLUSTER`, whose options change nothing in DuckDB."""
    word = reader.next().folded
    verb: Literal["vacuum", "analyze", "reindex", "cluster"]
    verb = (
        "vacuum"
        if word == "vacuum"
        else "reindex"
        if word == "reindex"
        else "cluster"
        if word == "cluster"
        else "analyze"
    )
    analyze = verb == "analyze"
    if reader.at("("):
        analyze = (
            any(option.split()[0].lower() in {"analyze", "analyse"} for option in reader.expressions() if option)
            or analyze
        )
    while option := reader.take("full", "freeze", "verbose", "analyze", "analyse"):
        analyze = analyze or option in {"analyze", "analyse"}
    if verb == "reindex":
        reader.take("index", "table", "schema", "database", "system")
        reader.take("concurrently")
    tables: list[tuple[str, ...]] = []
    while not reader.at_end():
        reader.take("only")
        tables.append(reader.qualified_name())
        if reader.at("("):
            reader.names()
        if verb == "cluster" and reader.take("using"):
            reader.name()
        if not reader.take(","):
            break
    reader.finish()
    return Vacuum(verb=verb, tables=tuple(tables), analyze=analyze)


def lock(reader: Reader) -> Command:
    """`LOCK [TABLE] names [IN mode MODE] [NOWAIT]`."""
    reader.next()
    reader.take("table")
    tables: list[tuple[str, ...]] = []
    while True:
        reader.take("only")
        tables.append(reader.qualified_name())
        reader.take("*")
        if not reader.take(","):
            break
    mode = ["access", "exclusive"]
    if reader.take("in"):
        mode = []
        while not reader.take("mode"):
            mode.append(reader.expect("access", "row", "share", "exclusive", "update"))
    nowait = bool(reader.take("nowait"))
    reader.finish()
    return Lock(tables=tuple(tables), mode=" ".join(mode), nowait=nowait)


def comment(reader: Reader) -> Command | None:
    """`COMMENT ON kind name IS text`; `None` for the kinds that DuckDB keeps comments for."""
    reader.next()
    reader.expect("on")
    if reader.at(*_DUCKDB_COMMENTS):
        return None
    kind = [reader.expect(*_COMMENTED)]
    if kind[0] in {"access", "event", "foreign", "large", "materialized", "text", "procedural"}:
        kind.append(reader.next().folded)
    first = last = reader.next()
    while not (reader.at("is") and reader.peek(2) == ""):
        last = reader.next()
    reader.expect("is")
    text = None if reader.take("null") else reader.string()
    reader.finish()
    return CommentOn(kind=" ".join(kind), name=reader.sql[first.start : last.end], text=text)


def discard(reader: Reader) -> Command:
    """`DISCARD {ALL | PLANS | SEQUENCES | TEMP}`."""
    reader.next()
    what: Literal["all", "plans", "sequences", "temp"]
    match reader.expect("all", "plans", "sequences", "temp", "temporary"):
        case "all":
            what = "all"
        case "plans":
            what = "plans"
        case "sequences":
            what = "sequences"
        case _:
            what = "temp"
    reader.finish()
    return Discard(what=what)


def listen(reader: Reader) -> Command:
    """`LISTEN channel`."""
    reader.next()
    channel = reader.name()
    reader.finish()
    return Listen(channel=channel)


def notify(reader: Reader) -> Command:
    """`NOTIFY channel [, 'payload']`."""
    reader.next()
    channel = reader.name()
    payload = reader.string() if reader.take(",") else ""
    reader.finish()
    return Notify(channel=channel, payload=payload)


def unlisten(reader: Reader) -> Command:
    """`UNLISTEN {channel | *}`."""
    reader.next()
    channel = None if reader.take("*") else reader.name()
    reader.finish()
    return Unlisten(channel=channel)
