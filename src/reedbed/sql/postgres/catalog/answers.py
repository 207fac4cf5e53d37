"""The columns of an answer as a client sees them: named and typed as PostgreSQL would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from reedbed.sql.postgres.catalog.building import TYPE_MARK, kind_of, stored_cast, typed
from reedbed.sql.postgres.catalog.expressions import shown
from reedbed.sql.postgres.catalog.types import kept_as, told_by_duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

_UNSAID = frozenset({"record", "record[]", "unknown", "array", "pg_statistic[]"})
"""Not types that a client could know: the last one has another number on every server."""


def answered(value: exp.Expression, name: str) -> exp.Expression:
    """A column of the outermost query, with its type in its name where DuckDB's type does not tell it."""
    kind = kind_of(value)
    value = shown(value)
    marked = name
    if kind is not None and kind not in _UNSAID:
        told = told_by_duckdb(kind)
        if told is None:
            marked = f"{name}{TYPE_MARK}{kind}"
            if kind == "oid" and not isinstance(value, (exp.Column, exp.Cast, exp.Dot)):
                # A choice between an OID and a number is a BIGINT.
                value = stored_cast(value, "UINTEGER", kind)
        elif told not in {"VARCHAR", "BOOLEAN", "DECIMAL"} and not isinstance(value, (exp.Column, exp.Cast)):
            # DuckDB counts lengths and positions in BIGINT.
            value = stored_cast(value, told + "[]" * kind.endswith("[]"), kind)
    if isinstance(value, exp.Column) and value.name == marked:
        return typed(value, kind)
    return typed(exp.Alias(this=value, alias=exp.to_identifier(marked, quoted=True)), kind)


def agree(left: exp.Query, right: exp.Query) -> None:
    """Type the columns of a set operation: where the first query shows NULL, the second one tells."""
    for one, other in zip(left.selects, right.selects, strict=False):
        if isinstance(one, exp.Alias) and isinstance(one.this, exp.Null) and kind_of(other) is not None:
            kind = str(kind_of(other))
            value = stored_cast(one.this.copy(), told_by_duckdb(kind) or kept_as(kind) or "VARCHAR", kind)
            one.replace(answered(value, one.alias))


def by_position(node: exp.Expression, names: list[str], known: Callable[[exp.Column], str | None] | None) -> None:
    """Name the columns of the answer by number in ORDER BY and GROUP BY, since their names may bear types.

    `known` tells of the columns of FROM: in GROUP BY they come first.
    """
    order, group = node.args.get("order"), node.args.get("group")
    for each in order.expressions if order else ():
        place = _place(each.this, names)
        if place:
            each.set("this", exp.Literal.number(place))
    for each in list(group.expressions) if group else ():
        place = _place(each, names)
        if place and known is not None and known(each) is None:
            each.replace(exp.Literal.number(place))


def _place(node: exp.Expression, names: list[str]) -> int | None:
    if isinstance(node, exp.Column) and not node.table and names.count(node.name.lower()) == 1:
        return names.index(node.name.lower()) + 1
    return None
