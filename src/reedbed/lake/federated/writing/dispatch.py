"""Which writing statement is about which archived table, and what becomes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.tokens import folded, tokens_of
from reedbed.errors import UsageError
from reedbed.lake.federated.words import first_word
from reedbed.lake.federated.work import Work
from reedbed.lake.federated.writing import changes, definitions, inserts
from reedbed.lake.federated.writing.parts import parts_of
from reedbed.lake.ranges import ranges_table
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.engine import Cursor
    from reedbed.engine.resolver.mentions import Name
    from reedbed.lake.federated.knowledge import Known, SessionNames
    from reedbed.lake.federated.writing.parts import Parts
    from reedbed.lake.records import LakeTable
    from reedbed.ports.queries import Parameters

WRITING: Final = frozenset({"insert", "update", "delete", "merge", "truncate"})
MAY_WRITE: Final = re.compile(r"\b(?:insert|update|delete|merge)\b", re.IGNORECASE)
"""What a text holds whose WITH clause is a write's."""
_TURNING: Final = WRITING | {"with", "drop", "alter"}
"""First words of statements that change an archived table, or what its files are, in several steps."""
DEFINING: Final = frozenset({"drop", "create", "alter", "comment", "copy", "analyze", "vacuum"})
NAMING: Final = frozenset({"set", "reset", "use", "create", "drop", "alter", "attach", "detach"})
"""First words of statements after which a name may mean something else on the cursor."""

ANALYZING: Final = re.compile(r"\banaly[zs]e\b", re.IGNORECASE)
_EXPLAIN: Final = re.compile(r"\s*explain(?:\s*\([^)]*\))?(?:\s+(?:analyze|analyse))?\s*", re.IGNORECASE)
_QUERY: Final = re.compile(r"\b(?:select|from|with)\b", re.IGNORECASE)
"""Where the query of an INSERT begins, behind names of columns; one that is met inside of quotes does not parse."""

_CHANGES: Final[dict[str, Callable[[Work, Parts], str]]] = {
    "insert": inserts.inserted,
    "update": changes.updated,
    "delete": changes.deleted,
    "merge": changes.merged,
}


def written(
    cursor: Cursor,
    sql: str,
    params: Parameters,
    *,
    known: Known,
    session: SessionNames,
    catalog: str,
    read: Callable[[str], str | None],
    has_turn: bool,
) -> tuple[str, Parameters]:
    """Prepare a write; the statement that is left to run, with its values.

    `read` turns a query inside of the statement into one on chosen files, None when it stays as it is. `has_turn` says
    that the thread has its turn among the writers. Raises `UsageError` for a write without one.
    """

    def find(name: Name) -> LakeTable | None:
        found = target(name, known, session, catalog)
        if found is not None and not has_turn and first_word(sql) in _TURNING:
            raise UsageError(
                f"A write to {str(found.name)!r}, which has archived rows, takes its turn in a transaction.",
                hint="with store.transaction(): store.execute_sql(…)",
                table=str(found.name),
            )
        return found

    text = numbered(sql)
    parts = parts_of(text)
    if parts is None:
        return definitions.defined(cursor, sql, catalog=catalog, find=find, read=read) or sql, params
    table = find(parts.name)
    if table is None:
        final = _with_rows_read(parts, read)
        return (sql, params) if final is None else (final, params)
    # Before rows are taken that may come only once: what is known has to be of the generation that this snapshot has.
    ranges = ranges_table(table.id, table.generation)
    cursor.plain_rows(f"SELECT 1 FROM {quote(catalog)}.{quote(ranges.schema)}.{quote(ranges.name)} LIMIT 0")
    work = Work(cursor=cursor, catalog=catalog, known=known, session=session, table=table, params=params)
    if parts.verb != "insert" or parts.alternative or parts.clause("on"):
        cursor.changed.add(table.id)
    if parts.verb == "truncate" or (parts.verb == "delete" and not parts.clauses):
        final = definitions.emptied(work, counts=parts.verb == "delete")
    else:
        final = _CHANGES[parts.verb](work, parts)
    return final, work.bound(final)


def _with_rows_read(parts: Parts, read: Callable[[str], str | None]) -> str | None:
    """An INSERT into a plain table whose query reads archived ones."""
    if parts.verb != "insert":
        return None
    body = parts.body.decode()
    start = _QUERY.search(body)
    query = read(body[start.start() :]) if start else None
    if start is None or query is None:
        return None
    source = parts.source.decode()
    at = parts.source.index(parts.body) if parts.body else 0
    head = parts.source[:at].decode() + body[: start.start()]
    return head + query + source[len(parts.source[: at + len(parts.body)].decode()) :]


def explained(sql: str) -> tuple[str, str]:
    """EXPLAIN with its options, and the statement behind it."""
    found = _EXPLAIN.match(sql)
    end = found.end() if found else 0
    return sql[:end], sql[end:]


def on_live(sql: str, known: Known, session: SessionNames, catalog: str) -> str:
    """A write on the live table, for its plan only: what comes before it is left out."""
    parts = parts_of(sql)
    table = target(parts.name, known, session, catalog) if parts is not None else None
    if parts is None or table is None:
        return sql
    live = f"{quote(catalog)}.{quote(table.live.schema)}.{quote(table.live.name)}"
    return parts.led_to(
        live if parts.verb in ("insert", "truncate") else f"{live} AS {parts.alias or quote(table.name.name)}"
    )


def target(name: Name, known: Known, session: SessionNames, catalog: str) -> LakeTable | None:
    """The archived table that a qualified name means."""
    *qualifiers, last = name
    if len(qualifiers) == 2 and qualifiers[0] == folded(catalog):  # noqa: PLR2004 - catalog and schema
        return known.tables.get((qualifiers[1], last))
    if len(qualifiers) > 1:
        return None
    return known.find(qualifiers[0] if qualifiers else "", last, session)


def numbered(sql: str) -> str:
    """A text with `$1`, `$2` … in place of its `?`, so that parts of it can be run by themselves."""
    if "?" not in sql:
        return sql
    source = sql.encode()
    pieces: list[bytes] = []
    at = count = 0
    for token in tokens_of(sql):
        if token.start >= 0 and not token.quoted and source[token.start : token.start + 1] == b"?":
            count += 1
            pieces += [source[at : token.start], f"${count}".encode()]
            at = token.start + 1
    pieces.append(source[at:])
    return b"".join(pieces).decode()
