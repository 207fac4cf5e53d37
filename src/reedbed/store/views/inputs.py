"""Which relations a SELECT reads, and where in its text they are named.

The text is parsed with sqlglot's DuckDB dialect. Names of common table expressions shadow tables as they do
in DuckDB: a CTE is visible to those after it, to the query, and to itself only when RECURSIVE. Table
functions (`read_csv(…)`), file names in quotes and `query_table('name')` are not inputs: what they read can
change without being noticed, and `inputs=[…]` declares it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from reedbed.errors import ViewCodeInvalid
from reedbed.sql import TableName, quote
from reedbed.store.views.relations import RelationKey, folded, relation_key

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Reference:
    """One place in a SELECT that names a relation: `text[start:end]`, counted in characters."""

    start: int
    end: int
    name: TableName
    aliased: bool


def sql_inputs(sql: str, *, where: str) -> tuple[TableName, ...]:
    """The relations that `sql` reads, each once, in the order of the text.

    Raises `ViewCodeInvalid` with `where` and the line when it does not parse or is not one SELECT.
    """
    found: dict[RelationKey, TableName] = {}
    for reference in sql_references(sql, where=where):
        found.setdefault(relation_key(reference.name), reference.name)
    return tuple(found.values())


def sql_references(sql: str, *, where: str) -> list[Reference]:
    """Every place in `sql` that names a relation, in the order of the text. Raises `ViewCodeInvalid`."""
    return sorted(_references(_parsed(sql, where), sql, where))


def sql_with_sources(sql: str, sources: dict[RelationKey, str], *, where: str) -> str:
    """`sql` reading from other relations: every name in `sources` is replaced by the SQL given for it.

    Only the names are replaced, the rest of the text stays as it was written. Raises `ViewCodeInvalid`.
    """
    pieces, end = [], 0
    for reference in sql_references(sql, where=where):
        source = sources.get(relation_key(reference.name))
        if source is not None:
            alias = "" if reference.aliased else f" AS {quote(reference.name.name)}"
            pieces += [sql[end : reference.start], source, alias]
            end = reference.end
    return "".join([*pieces, sql[end:]])


_NOTHING = (type(None), exp.Semicolon)


def _parsed(sql: str, where: str) -> exp.Expression:
    try:
        statements = [each for each in sqlglot.parse(sql, dialect="duckdb") if not isinstance(each, _NOTHING)]
    except SqlglotError as error:
        raise _invalid(error, where) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query | exp.Pivot):
        kinds = ", ".join(type(each).__name__.upper() for each in statements) or "nothing"
        raise ViewCodeInvalid(
            f"{where}: a view is one SELECT statement, found {kinds}.",
            hint="write one SELECT, WITH … SELECT, FROM or PIVOT statement",
            where=where,
        )
    return statements[0]


def _invalid(error: SqlglotError, where: str) -> ViewCodeInvalid:
    problems: list[dict[str, object]] = getattr(error, "errors", [])
    first = problems[0] if problems else {}
    line = first.get("line")
    what = first.get("description") or str(error).splitlines()[0]
    place = f"{where}, line {line}" if line else where
    return ViewCodeInvalid(
        f"{place}: the SQL cannot be parsed to find its inputs: {what}.",
        hint="correct the text, or declare what it reads with inputs=[…] or `-- inputs: a, b`",
        where=where,
        line=line,
    )


def _references(root: exp.Expression, sql: str, where: str) -> Iterator[Reference]:
    # An explicit stack: a sum of a thousand terms is a tree a thousand levels deep.
    waiting: list[tuple[exp.Expression, frozenset[str]]] = [(root, frozenset())]
    while waiting:
        node, shadowed = waiting.pop()
        tables = node.args.get("with_")
        if isinstance(tables, exp.With):
            for table in tables.expressions:
                own = {folded(table.alias)}
                waiting.append((table.this, shadowed | own if tables.recursive else shadowed))
                shadowed |= own
        if isinstance(node, exp.Table):
            yield from _reference(node, shadowed, sql, where)
        waiting.extend((child, shadowed) for child in node.iter_expressions() if child is not tables)


def _reference(table: exp.Table, shadowed: frozenset[str], sql: str, where: str) -> Iterator[Reference]:
    last = table.this
    if not isinstance(last, exp.Identifier) or "start" not in last.meta or sql[last.meta["start"]] == "'":
        return
    if not table.db and folded(table.name) in shadowed:
        return
    if table.catalog:
        line = sql.count("\n", 0, last.meta["start"])
        raise ViewCodeInvalid(
            f"{where}, line {line + 1}: {table.catalog}.{table.db}.{table.name} lies in another database.",
            hint="declare what the view reads with inputs=[…] or `-- inputs: a, b`",
            where=where,
            line=line + 1,
        )
    first = table.args["db"] if table.db else last
    name = TableName(schema=table.db, name=table.name) if table.db else TableName(name=table.name)
    yield Reference(
        start=first.meta["start"], end=last.meta["end"] + 1, name=name, aliased=bool(table.args.get("alias"))
    )
