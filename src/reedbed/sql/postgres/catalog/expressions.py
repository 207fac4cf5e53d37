"""Expressions of a catalog query: each becomes DuckDB's, and the type that PostgreSQL gives it is noted on it.

The types `reg…` are numbers throughout: text that is cast to one is looked up, and one that is cast to text, put
together with text or shown is spelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from reedbed.sql.postgres.catalog.building import KIND, SEEN, SOURCES, bared, call, is_text, kind_of, stored_cast, typed
from reedbed.sql.postgres.catalog.functions import OF_RELATIONS, OWN, RETURNS, SETS
from reedbed.sql.postgres.catalog.names import function_name
from reedbed.sql.postgres.catalog.schemas import all_with_main, is_schema, with_main
from reedbed.sql.postgres.catalog.types import REG, kept_as, written_type

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXTS: Final = frozenset({"text", "name", "varchar", "char", "bpchar", "cstring", "unknown"})
_OPERATORS: Final[dict[str, type[exp.Expression]]] = {
    "=": exp.EQ, "<>": exp.NEQ, "!=": exp.NEQ, "<": exp.LT, ">": exp.GT, "<=": exp.LTE, ">=": exp.GTE,
    "~": exp.RegexpLike, "~*": exp.RegexpILike, "~~": exp.Like, "~~*": exp.ILike, "||": exp.DPipe, "+": exp.Add,
    "-": exp.Sub, "*": exp.Mul, "&": exp.BitwiseAnd, "|": exp.BitwiseOr, "@>": exp.ArrayContainsAll,
}  # fmt: skip
_NEGATED: Final = {"!~": "~", "!~*": "~*", "!~~": "~~", "!~~*": "~~*"}
_KEYWORDS: Final = {
    exp.CurrentUser: "current_user",
    exp.SessionUser: "session_user",
    exp.CurrentCatalog: "current_catalog",
    exp.CurrentSchema: "current_schema",
    exp.CurrentSchemas: "current_schemas",
    exp.CurrentDatabase: "current_database",
    exp.CurrentVersion: "version",
}
_BARE_WORDS: Final = {"user": "current_user", "current_role": "current_role"}
_RENAMED: Final = {"json_build_object": ("json_object", "json"), "btrim": ("trim", "text")}
_BOOLEAN = (exp.Predicate, exp.Connector, exp.Not, exp.Exists, exp.In, exp.Between, exp.RegexpLike, exp.RegexpILike)
_SAME_AS_ARGUMENT = (exp.Paren, exp.Filter, exp.Window, exp.Neg, exp.Collate, exp.Order)


def converted(node: exp.Expression, columns: Callable[[exp.Column], str | None]) -> exp.Expression:
    """The node as DuckDB understands it; its children are converted already."""
    if isinstance(node, exp.Column):
        return _column(node, columns)
    for kinds, convert in _CONVERSIONS:
        if isinstance(node, kinds):
            return convert(node)
    return _with_type(node)


def shown(node: exp.Expression) -> exp.Expression:
    """A value as text where its type is one of the names for numbers."""
    kind = kind_of(node) or ""
    if kind == "regtype[]":
        return call(SOURCES, "regtypes_out", node, kind=kind)
    if kind not in REG or (isinstance(node, exp.Dot) and node.name == f"{kind}_out"):
        return node
    return call(SOURCES, f"{kind}_out", node, kind=kind)


def _column(node: exp.Column, columns: Callable[[exp.Column], str | None]) -> exp.Expression:
    if node.table == "" and node.name.lower() in _BARE_WORDS and not node.this.quoted:
        return call(SEEN, _BARE_WORDS[node.name.lower()], kind="name")
    node.set("db", None)
    node.set("catalog", None)
    return typed(node, columns(node))


def _cast(node: exp.Expression) -> exp.Expression:  # noqa: PLR0911 - one answer per pair of types
    target, inner = written_type(node.args["to"]), node.this
    source = kind_of(inner)
    if target in REG:
        return _numbered(inner, target)
    if source in REG and target in _TEXTS:
        return typed(call(SOURCES, f"{source}_out", inner), "text" if target == "text" else target)
    if source in {"int2vector", "oidvector"} and target in _TEXTS:
        return call(SOURCES, "vector_out", inner, kind=target)
    kept = kept_as(target)
    if target.endswith("[]") and is_text(inner):
        inner = call(SOURCES, "array_in", inner)
    if kept is None:
        return typed(node, target if source is None or target != "array" else None)
    if target == "oid" and is_text(inner):
        return stored_cast(inner, "UINTEGER", "oid")
    if target == "numeric" and node.args["to"].expressions:
        return typed(node, target)
    return stored_cast(inner, kept, target)


def _numbered(inner: exp.Expression, target: str) -> exp.Expression:
    """The number that a text names, or the number itself."""
    source = kind_of(inner)
    if source in REG or source in {"oid", "int4", "int8", "int2"}:
        return stored_cast(inner, "UINTEGER", target)
    return call(SOURCES, f"{target}_in", stored_cast(inner, "VARCHAR", None), kind=target)


def _compared(node: exp.Expression) -> exp.Expression:
    """A literal beside a `reg…` value is one too."""
    for one, other in ((node.this, node.expression), (node.expression, node.this)):
        kind = kind_of(one) or ""
        if isinstance(other, exp.Expression) and is_schema(one):
            other.replace(with_main(other.copy()))
        elif isinstance(other, exp.Expression) and is_text(other):
            if kind in REG:
                other.replace(_numbered(other.copy(), kind))
            elif kind.endswith("[]"):
                other.replace(stored_cast(call(SOURCES, "array_in", other.copy()), kept_as(kind) or "VARCHAR[]", kind))
    for side in ("expression", "this"):
        listed = _listed(node.args.get(side))
        if listed is not None and isinstance(node, (exp.EQ, exp.NEQ)):
            other = node.this if side == "expression" else node.expression
            return _membership(other, *listed, negated=isinstance(node, exp.NEQ))
    return typed(node, "bool")


def _listed(side: exp.Expression | None) -> tuple[exp.Expression, bool] | None:
    """The list behind ANY or ALL, and whether all are meant."""
    if isinstance(side, exp.Any):
        every, inner = False, side.this
    elif isinstance(side, exp.All):
        every, inner = True, side.this
    elif isinstance(side, exp.Anonymous) and side.name.lower() == "all" and side.expressions:
        every, inner = True, side.expressions[0]
    else:
        return None
    inner = bared(inner)
    return None if isinstance(inner, exp.Query) else (inner, every)


def _membership(value: exp.Expression, members: exp.Expression, every: bool, *, negated: bool) -> exp.Expression:  # noqa: FBT001 - a pair taken apart
    if isinstance(members, (exp.Parameter, exp.Placeholder)) and kind_of(value) is not None:
        # The cast tells what the parameter is to be.
        members = stored_cast(members, f"{kept_as(str(kind_of(value))) or 'VARCHAR'}[]", f"{kind_of(value)}[]")
    if is_text(members):
        members = call(SOURCES, "array_in", members)
        value = value if kind_of(value) in _TEXTS else stored_cast(value, "VARCHAR", None)
    members = all_with_main(members) if is_schema(value) else members
    found: exp.Expression
    if negated == every:
        found = exp.Anonymous(this="list_contains", expressions=[members, value])
        return typed(exp.Not(this=found) if negated else found, "bool")
    found = exp.Anonymous(this="list_unique", expressions=[members])
    alone = exp.EQ(this=found, expression=exp.Literal.number(1))
    same = exp.Anonymous(this="list_contains", expressions=[members.copy(), value])
    whole = exp.And(this=alone, expression=same)
    return typed(exp.Paren(this=exp.Not(this=exp.Paren(this=whole)) if negated else whole), "bool")


def _operator(node: exp.Expression) -> exp.Expression:
    word = str(node.args["operator"]).rpartition(".")[2]
    made = _OPERATORS.get(_NEGATED.get(word, word))
    if made is None:
        return node
    other = with_main(node.expression) if is_schema(node.this) else node.expression
    plain = made(this=node.this, expression=other)
    if made in {exp.EQ, exp.NEQ}:
        plain = _compared(plain)
    return typed(exp.Not(this=plain) if word in _NEGATED else plain, "text" if word == "||" else "bool")


def _member(node: exp.Expression) -> exp.Expression:
    if is_schema(node.this):
        node.set("expressions", [with_main(each) for each in node.expressions])
    return typed(node, "bool")


def _collation(node: exp.Expression) -> exp.Expression:
    wanted = node.expression.name.lower()
    return typed(node.this, kind_of(node.this)) if wanted in {"default", "c", "posix", "ucs_basic"} else node


def _dot(node: exp.Expression) -> exp.Expression:
    """`pg_catalog.f(…)` is `f(…)`, which is converted; `(record).field` is left."""
    if isinstance(node.this, exp.Identifier) and node.this.name.lower() in {"pg_catalog", "information_schema"}:
        return typed(node.expression, kind_of(node.expression))
    return node


def _function(node: exp.Expression) -> exp.Expression:  # noqa: PLR0911 - one answer per kind of function
    name = function_name(node)
    arguments = node.expressions
    if name == "generate_subscripts":
        return typed(exp.Anonymous(this="unnest", expressions=[subscripts(arguments)]), "int4")
    if name in _RENAMED:
        return typed(exp.Anonymous(this=_RENAMED[name][0], expressions=arguments), _RENAMED[name][1])
    if name in {"array_upper", "array_lower"} and arguments and kind_of(arguments[0]) in {"int2vector", "oidvector"}:
        return call(SOURCES, name.replace("array", "vector"), *arguments, kind="int4")
    if name in SETS:
        return typed(exp.Anonymous(this="unnest", expressions=[call(SEEN, name, *arguments)]), "record")
    if name == "array_agg" and kind_of(arguments[0]):
        return typed(node, f"{kind_of(arguments[0])}[]")
    if name == "array_remove":
        return call(SEEN, name, *arguments, kind=kind_of(arguments[0]))
    if name in OWN:
        if name in OF_RELATIONS and arguments and (is_text(arguments[0]) or kind_of(arguments[0]) in _TEXTS):
            arguments = [_numbered(arguments[0], "regclass"), *arguments[1:]]
        return call(SEEN, name, *arguments, kind=OWN[name])
    if name == "array_to_string" and arguments and kind_of(arguments[0]) not in {None, "text[]"}:
        arguments[0].replace(stored_cast(arguments[0].copy(), "VARCHAR[]", "text[]"))
    return typed(node, RETURNS.get(name))


def subscripts(arguments: list[exp.Expression]) -> exp.Expression:
    """The list of an array's positions: from 0 in a vector, from 1 in any other."""
    vector = kind_of(arguments[0]) in {"int2vector", "oidvector"}
    return call(SOURCES, "subscripts" if vector else "subscripts_of", *arguments)


def _keyword(node: exp.Expression) -> exp.Expression:
    name = next(name for kind, name in _KEYWORDS.items() if isinstance(node, kind))
    arguments = [node.this] if isinstance(node.this, exp.Expression) else []
    return call(SEEN, name, *arguments, kind=OWN[name])


def element_of(kind: str | None) -> str | None:
    """The type of what an array holds."""
    return {"int2vector": "int2", "oidvector": "oid"}.get(kind or "") or (kind or "").removesuffix("[]") or None


def _bracket(node: exp.Expression) -> exp.Expression:
    kind = kind_of(node.this) or ""
    if kind in {"int2vector", "oidvector", "name"} and len(node.expressions) == 1:
        # These count from 0; sqlglot keeps positions as if all did, and writes them from 1.
        position = node.expressions[0]
        node.set("expressions", [exp.Add(this=exp.Paren(this=position), expression=exp.Literal.number(1))])
    return typed(node, "char" if kind == "name" else element_of(kind))


def _concatenation(node: exp.Expression) -> exp.Expression:
    for side in (node.this, node.expression):
        if kind_of(side) in REG:
            side.replace(shown(side.copy()))
    array = (kind_of(node.this) or "").endswith("[]")
    return typed(node, kind_of(node.this) if array else "text")


def _with_type(node: exp.Expression) -> exp.Expression:  # noqa: PLR0911 - one answer per kind of expression
    if isinstance(node, _SAME_AS_ARGUMENT):
        return typed(node, kind_of(node.this))
    if isinstance(node, exp.Literal):
        return typed(node, "text" if node.is_string else None)
    if isinstance(node, (exp.Coalesce, exp.Case, exp.Greatest, exp.Least, exp.Nullif)):
        return typed(node, _agreed(node))
    if isinstance(node, exp.Explode):
        return typed(node, element_of(kind_of(node.this)))
    if isinstance(node, (exp.Max, exp.Min)):
        inner = kind_of(node.this)
        return typed(node, "text" if inner in {"name", "varchar", "char"} else inner)
    if isinstance(node, (exp.ArrayAgg, exp.Array)):
        first = node.this if isinstance(node, exp.ArrayAgg) else next(iter(node.expressions), None)
        if isinstance(first, exp.Distinct):
            first = first.expressions[0]
        inner = kind_of(first)
        return typed(node, f"{inner}[]" if inner else None)
    return typed(node, "bool" if isinstance(node, (*_BOOLEAN, exp.Boolean)) else None)


def _agreed(node: exp.Expression) -> str | None:
    """The type of a choice: that of its branches, where text yields to every other type."""
    if isinstance(node, exp.Case):
        branches = [each.args["true"] for each in node.args["ifs"]]
        branches += [node.args["default"]] if node.args.get("default") else []
    else:
        branches = [node.this, *node.expressions] if not isinstance(node, exp.Nullif) else [node.this]
    branches = [each for each in branches if not isinstance(each, exp.Null)]
    known = [kind_of(each) for each in branches if not is_text(each)]
    if "oid" in known:
        known = [kind for kind, each in zip(known, branches, strict=False) if not isinstance(each, exp.Literal)]
    if not known:
        return "text" if branches else None
    return known[0] if len(set(known)) == 1 else "text" if "text" in known and set(known) <= _TEXTS else None


_CONVERSIONS: Final = (
    ((exp.Cast, exp.TryCast), _cast),
    ((exp.EQ, exp.NEQ), _compared),
    ((exp.Operator,), _operator),
    ((exp.In,), _member),
    ((exp.Collate,), _collation),
    ((exp.Dot,), _dot),
    (tuple(_KEYWORDS), _keyword),
    ((exp.Bracket,), _bracket),
    ((exp.DPipe,), _concatenation),
    ((exp.Anonymous, exp.ArrayToString, exp.Count, exp.Lower, exp.Upper, exp.GroupConcat, exp.ArraySize), _function),
)
__all__ = ["KIND", "converted", "shown"]
