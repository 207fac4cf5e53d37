"""Lists that are read as rows: functions and arrays in FROM, as subqueries in which DuckDB unnests them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from reedbed.sql.postgres.catalog.building import SEEN, SOURCES, call, kind_of, stored_cast
from reedbed.sql.postgres.catalog.expressions import element_of
from reedbed.sql.postgres.catalog.functions import SETS

if TYPE_CHECKING:
    from reedbed.sql.postgres.catalog.scope import Columns


def unnested(node: exp.Unnest) -> Columns:
    """The columns that `unnest` offers."""
    names = node.alias_column_names or [node.alias or "unnest"]
    columns = {name.lower(): element_of(kind_of(each)) for name, each in zip(names, node.expressions, strict=False)}
    offset = node.args.get("offset")
    return columns | (
        {offset.name.lower() if isinstance(offset, exp.Identifier) else "ordinality": "int8"} if offset else {}
    )


def side_by_side(node: exp.Unnest) -> None:
    """`unnest(a, b) WITH ORDINALITY AS t (x, y, n)`: DuckDB takes one list there, and any number in SELECT."""
    names = node.alias_column_names or [f"unnest_{place}" for place, _ in enumerate(node.expressions)]
    columns = [
        exp.alias_(exp.Anonymous(this="unnest", expressions=[each.copy()]), name, quoted=True)
        for each, name in zip(node.expressions, names, strict=False)
    ]
    offset = node.args.get("offset")
    if offset:
        positions = call(SOURCES, "subscripts_of", node.expressions[0].copy(), exp.Literal.number(1))
        name = offset.name if isinstance(offset, exp.Identifier) else "ordinality"
        columns.append(exp.alias_(exp.Anonymous(this="unnest", expressions=[positions]), name, quoted=True))
    alias = exp.TableAlias(this=exp.to_identifier(node.alias or "unnest"))
    node.replace(exp.Subquery(this=exp.select(*columns), alias=alias))


def items(node: exp.Table, alias: str, listed: exp.Expression) -> Columns:
    """A list in FROM whose one column bears the alias, as in PostgreSQL, and may depend on what stands before it."""
    column = (node.alias_column_names or [alias])[0]
    item: exp.Expression = exp.Anonymous(this="unnest", expressions=[listed.copy()])
    small = all(isinstance(each, exp.Literal) or kind_of(each) in {"int4", "int2", None} for each in listed.expressions)
    if small or not isinstance(listed, exp.Anonymous):
        # PostgreSQL counts with the type of the ends, DuckDB always in BIGINT.
        item = stored_cast(item, "INTEGER", "int4")
    made = exp.Subquery(this=exp.select(exp.alias_(item, column, quoted=True)))
    made.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    node.replace(made)
    return {column.lower(): kind_of(item)}


def rows(name: str, arguments: list[exp.Expression], node: exp.Table) -> exp.Expression:
    """The rows of a function in FROM: its list is unnested, and the fields of each item become columns."""
    item = exp.Anonymous(this="unnest", expressions=[call(SEEN, name, *arguments)])
    fields = list(SETS[name])
    if len(fields) == 1:
        answered = exp.select(exp.alias_(item, fields[0], quoted=True))
        if node.args.get("ordinality"):
            places = call(
                "src", "subscripts_of", call(SEEN, name, *(each.copy() for each in arguments)), exp.Literal.number(1)
            )
            answered = answered.select(exp.alias_(exp.Anonymous(this="unnest", expressions=[places]), "ordinality"))
    else:
        parts = [exp.alias_(exp.column(field, table="item_", quoted=True), field, quoted=True) for field in fields]
        items = exp.Subquery(
            this=exp.select(exp.alias_(item, "item_")), alias=exp.TableAlias(this=exp.to_identifier("items_"))
        )
        answered = exp.select(*parts).from_(items)
    return exp.Subquery(this=answered, alias=node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name)))
