"""The name that PostgreSQL gives to a column of an answer that bears no alias."""

from __future__ import annotations

from sqlglot import exp

from reedbed.sql.postgres.catalog.types import written_type

NAMELESS = "?column?"
_KEYWORDS = {
    exp.Coalesce: "coalesce",
    exp.Exists: "exists",
    exp.Array: "array",
    exp.CurrentUser: "current_user",
    exp.SessionUser: "session_user",
    exp.CurrentCatalog: "current_catalog",
    exp.CurrentSchema: "current_schema",
    exp.CurrentSchemas: "current_schemas",
    exp.CurrentDate: "current_date",
    exp.CurrentTimestamp: "now",
    exp.Greatest: "greatest",
    exp.Least: "least",
    exp.Nullif: "nullif",
    exp.Extract: "extract",
    exp.GroupConcat: "string_agg",
    exp.ArrayAgg: "array_agg",
    exp.ArrayToString: "array_to_string",
    exp.ArraySize: "array_length",
    exp.RegexpReplace: "regexp_replace",
    exp.StrPosition: "strpos",
    exp.LogicalOr: "bool_or",
    exp.LogicalAnd: "bool_and",
    exp.ExplodingGenerateSeries: "generate_series",
    exp.Explode: "unnest",
    exp.Unnest: "unnest",
}


def column_name(node: exp.Expression) -> str:
    """The name of an output column, by PostgreSQL's rules for targets without AS."""
    return _figured(node) or NAMELESS


def _figured(node: exp.Expression) -> str:  # noqa: PLR0911 - one answer per kind of expression
    if isinstance(node, (exp.Alias, exp.Column)):
        return node.alias_or_name
    if isinstance(node, (exp.Paren, exp.Collate, exp.Bracket, exp.Filter, exp.Window)):
        return _figured(node.this)
    if isinstance(node, exp.Dot):
        return node.expression.name if isinstance(node.expression, exp.Identifier) else _figured(node.expression)
    if isinstance(node, exp.Cast):
        inner = node.this
        return "" if isinstance(inner, exp.Column) and not inner.name else _figured(inner) or written_type(node.to)
    if isinstance(node, exp.Case):
        default = node.args.get("default")
        return (_figured(default) if isinstance(default, (exp.Column, exp.Cast)) else "") or "case"
    if isinstance(node, exp.Subquery):
        return _subquery_name(node)
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    for kind, name in _KEYWORDS.items():
        if isinstance(node, kind):
            return name
    if isinstance(node, exp.Func) and not isinstance(node, (exp.Connector, exp.Binary)):
        return node.sql_name().lower()
    return ""


def _subquery_name(node: exp.Subquery) -> str:
    query = node.unnest()
    selected = query.selects if isinstance(query, exp.Query) else []
    return column_name(selected[0]) if selected else NAMELESS
