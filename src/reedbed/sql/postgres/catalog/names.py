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
    exp.CurrentDatabase: "current_database",
    exp.CurrentVersion: "version",
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
    return _figured(node)[0] or NAMELESS


def _figured(node: exp.Expression) -> tuple[str, bool]:  # noqa: PLR0911 - one answer per kind of expression
    """A name, and whether it is strong: a cast and CASE bear a weak one, which the name of something inside beats."""
    if isinstance(node, (exp.Alias, exp.Column)):
        return node.alias_or_name, True
    if isinstance(node, (exp.Paren, exp.Collate, exp.Bracket, exp.Filter, exp.Window)):
        return _figured(node.this)
    if isinstance(node, exp.Dot):
        field = node.expression
        return (field.name, True) if isinstance(field, exp.Identifier) else _figured(field)
    if isinstance(node, exp.Cast):
        return _beaten(_figured(node.this), written_type(node.to))
    if isinstance(node, exp.Case):
        default = node.args.get("default")
        return _beaten(_figured(default) if default is not None else ("", False), "case")
    if isinstance(node, exp.Subquery):
        return _subquery_name(node), True
    return _function_name(node), True


def _beaten(inner: tuple[str, bool], weak: str) -> tuple[str, bool]:
    name, strong = inner
    return (name, True) if name and strong else (weak, False)


def function_name(node: exp.Expression) -> str:
    """The name of a function as it was called, in small letters."""
    if isinstance(node, exp.Func) and not isinstance(node, exp.Anonymous):
        names: list[str] = type(node).sql_names()  # type: ignore[no-untyped-call]  # sqlglot leaves it without types
        return names[0].lower()
    return str(node.name).lower()


def _function_name(node: exp.Expression) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.name.lower())
    if isinstance(node, exp.Trim):
        return {"TRAILING": "rtrim", "LEADING": "ltrim"}.get(str(node.args.get("position") or "").upper(), "btrim")
    for kind, name in _KEYWORDS.items():
        if isinstance(node, kind):
            return name
    if isinstance(node, exp.Func) and not isinstance(node, (exp.Connector, exp.Binary)):
        return function_name(node)
    return ""


def _subquery_name(node: exp.Subquery) -> str:
    query: exp.Expression = node
    while isinstance(query, exp.Subquery):
        query = query.this
    selected = query.selects if isinstance(query, exp.Query) else []
    return column_name(selected[0]) if selected else NAMELESS
