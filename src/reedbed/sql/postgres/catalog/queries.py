"""Queries, from the outside in: what each name in FROM is, which columns it has, and what the query answers with."""

from __future__ import annotations

from sqlglot import exp

from reedbed.sql.postgres.catalog.answers import agree, answered, by_position
from reedbed.sql.postgres.catalog.building import DATABASE, SEEN, STANDARD, TYPE_MARK, call, kind_of, stored_cast, typed
from reedbed.sql.postgres.catalog.columns import INFORMATION_SCHEMA, PG_CATALOG, columns_of
from reedbed.sql.postgres.catalog.expressions import converted, subscripts
from reedbed.sql.postgres.catalog.functions import OWN, RELATIONS, SETS
from reedbed.sql.postgres.catalog.names import column_name, function_name
from reedbed.sql.postgres.catalog.scope import UNKNOWN, Columns, Scope, agreed, free, renamed
from reedbed.sql.postgres.catalog.series import items, rows, side_by_side, unnested

_SERIES = {"generate_series", "exploding_generate_series", "generate_subscripts"}
_HIDDEN = {"tableoid", "xmin", "xmax", "cmin", "cmax", "ctid"}


def query(node: exp.Expression, outer: Scope | None, *, outermost: bool = False) -> Columns:
    """Convert a query in place; returns the columns of its answer."""
    scope = Scope(outer)
    with_ = node.args.get("with_") or node.args.get("with")
    for each in with_.expressions if with_ else ():
        answered = query(each.this, scope)
        alias = each.args["alias"]
        scope.named[each.alias.lower()] = renamed(answered, alias.columns)
    if isinstance(node, exp.SetOperation):
        if outermost:
            by_position(node, [column_name(each).lower() for each in node.selects], None)
        columns = agreed(*(query(each, scope, outermost=outermost) for each in (node.this, node.expression)))
        if outermost:
            agree(node.this, node.expression)
        return columns
    if isinstance(node, (exp.Subquery, exp.Paren)):
        return query(node.this, scope, outermost=outermost)
    if isinstance(node, exp.Select):
        return _select(node, scope, outermost=outermost)
    expressions(node, scope)
    return None


def _select(node: exp.Select, scope: Scope, *, outermost: bool) -> Columns:
    from_ = node.args.get("from_") or node.args.get("from")
    if from_:
        source(from_.this, scope)
    _joined(node, scope)
    for each in node.args.get("laterals") or []:
        source(each, scope)
    for key in ("distinct", "where", "group", "having", "windows", "qualify", "order", "limit", "offset"):
        _parts(node, key, scope)
    names = [column_name(each).lower() for each in node.expressions]
    node.set("expressions", _projections(node, scope, outermost=outermost))
    if outermost:
        by_position(node, names, scope.kind)
    return _answered(node, scope)


def _joined(node: exp.Expression, scope: Scope) -> None:
    for join in node.args.get("joins") or []:
        source(join.this, scope)
        _parts(join, "on", scope)
        # `*` shows the columns of USING and NATURAL once.
        scope.merged = scope.merged or bool(join.args.get("using") or join.args.get("method"))


def _parts(node: exp.Expression, key: str, scope: Scope) -> None:
    found = node.args.get(key)
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, exp.Expression):
            expressions(each, scope)


def _projections(node: exp.Select, scope: Scope, *, outermost: bool) -> list[exp.Expression]:
    made: list[exp.Expression] = []
    for each in node.expressions:
        if each.is_star:
            made += _spelled_star(each, scope) if outermost else [each]
        else:
            made.append(_projection(each, scope, outermost=outermost))
    return made


def _projection(node: exp.Expression, scope: Scope, *, outermost: bool) -> exp.Expression:
    name = column_name(node)
    if not (isinstance(node, exp.Alias) and node.args["alias"].args.get("quoted")) and not _is_quoted(node):
        name = name.lower()
    value = expressions(node.this if isinstance(node, exp.Alias) else node, scope)
    if isinstance(value, exp.Null) and not node.find_ancestor(exp.SetOperation):
        value = stored_cast(value, "VARCHAR", "text")
    if outermost:
        return answered(value, name)
    if isinstance(value, exp.Column) and value.name == name:
        return value
    return typed(exp.Alias(this=value, alias=exp.to_identifier(name, quoted=True)), kind_of(value))


def _is_quoted(node: exp.Expression) -> bool:
    return isinstance(node, exp.Column) and bool(node.this.args.get("quoted"))


def _spelled_star(node: exp.Expression, scope: Scope) -> list[exp.Expression]:
    """The columns behind `*`, where all of them are known."""
    table = node.table.lower() if isinstance(node, exp.Column) else ""
    chosen = {alias: columns for alias, columns in scope.sources.items() if table in {"", alias}}
    if any(columns is None or UNKNOWN in columns for columns in chosen.values()) or scope.merged:
        return [node]
    return [
        answered(typed(exp.column(name, table=alias or None, quoted=True), kind), name)
        for alias, columns in chosen.items()
        for name, kind in (columns or {}).items()
    ]


def _answered(node: exp.Select, scope: Scope) -> Columns:
    answer: dict[str, str | None] = {}
    for each in node.expressions:
        if each.is_star:
            table = each.table.lower() if isinstance(each, exp.Column) else ""
            for alias, columns in scope.sources.items():
                if table in {"", alias}:
                    answer |= {UNKNOWN: None} if columns is None else columns
        else:
            answer[free(each.alias_or_name.partition(TYPE_MARK)[0], answer)] = kind_of(each)
    return answer


def expressions(node: exp.Expression, scope: Scope) -> exp.Expression:
    """Convert an expression with all that is in it, queries included; returns what stands there then."""
    if isinstance(node, exp.Query):
        answered = query(node, scope)
        return typed(node, next(iter(answered.values()), None) if answered else None)
    for child in list(node.iter_expressions()):
        if not isinstance(child, exp.DataType):
            expressions(child, scope)
    if isinstance(node, exp.Column) and node.name.lower() in _HIDDEN:
        hidden = _hidden(node, scope)
        if hidden is not None:
            return _put(node, hidden)
    return _put(node, converted(node, scope.kind))


def _put(node: exp.Expression, made: exp.Expression) -> exp.Expression:
    if made is not node:
        if made.parent is node or any(each is node for each in made.walk()):
            parent, key, index = node.parent, node.arg_key, node.index
            if parent is not None and key is not None:
                parent.set(key, made, index)
        else:
            node.replace(made)
    return made


def _hidden(node: exp.Column, scope: Scope) -> exp.Expression | None:
    """The columns that PostgreSQL's tables have beside their own: where the row lies, and who wrote it."""
    relation = scope.relation(node.table.lower() or next(iter(scope.relations), ""))
    if relation is None:
        return None
    if node.name.lower() == "tableoid":
        return call("src", "system_relation", exp.Literal.string(relation), kind="oid")
    return typed(exp.Cast(this=exp.Literal.number(1), to=exp.DataType.build("UINTEGER", dialect="duckdb")), "xid")


def source(node: exp.Expression, scope: Scope) -> None:  # noqa: C901, PLR0912 - one branch per kind of item
    """Convert one item of FROM, and note what it offers."""
    alias = node.alias.lower()
    if isinstance(node, exp.Table):
        _table(node, scope)
    elif isinstance(node, exp.Subquery):
        inner = node.this
        if isinstance(inner, exp.Query) and not isinstance(inner, exp.Subquery):
            scope.sources[alias] = renamed(query(inner, scope), node.alias_column_names)
        else:
            source(inner, scope)
        _joined(node, scope)
    elif isinstance(node, exp.Lateral):
        inner = node.this
        if isinstance(inner, exp.Subquery):
            scope.sources[alias] = renamed(query(inner.this, scope), node.alias_column_names)
        else:
            expressions(inner, scope)
            scope.sources[alias] = None
    elif isinstance(node, exp.Paren):
        source(node.this, scope)
    else:
        for each in list(node.iter_expressions()):
            if not isinstance(each, exp.TableAlias):
                expressions(each, scope)
        scope.sources[alias] = None
        if isinstance(node, exp.Unnest):
            scope.sources[alias] = unnested(node)
            if len(node.expressions) > 1:
                side_by_side(node)
            elif node.alias and not node.alias_column_names:
                # The alias is the name of the column, too.
                node.args["alias"].set("columns", [exp.to_identifier(node.alias)])


def _table(node: exp.Table, scope: Scope) -> None:
    if isinstance(node.this, exp.Identifier):
        _relation(node, scope)
    else:
        _function(node, scope)
    _joined(node, scope)


def _relation(node: exp.Table, scope: Scope) -> None:
    name, schema = node.name.lower(), node.db.lower()
    alias = (node.alias or node.name).lower()
    if not schema and name in scope.named:
        scope.sources[alias] = renamed(scope.named[name], node.alias_column_names)
        return
    place = _place(schema, name)
    if place is None:
        if schema in {"public", "pg_temp"}:
            node.set("db", exp.to_identifier("main"))
        if schema == "pg_temp":
            node.set("catalog", exp.to_identifier("temp"))
        scope.sources[alias] = None
        return
    if not node.alias:
        node.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    node.set("this", exp.to_identifier(name))
    node.set("db", exp.to_identifier(SEEN if place == "pg_catalog" else STANDARD))
    node.set("catalog", exp.to_identifier(DATABASE))
    scope.sources[alias] = renamed(dict(columns_of(place, name)), node.alias_column_names)
    scope.relations[alias] = name


def _place(schema: str, name: str) -> str | None:
    if schema in {"", "pg_catalog"} and name in PG_CATALOG:
        return "pg_catalog"
    return "information_schema" if schema == "information_schema" and name in INFORMATION_SCHEMA else None


def _function(node: exp.Table, scope: Scope) -> None:
    """A function in FROM: one that answers with rows becomes a subquery over the list that its macro gives."""
    function = node.this
    for each in list(function.iter_expressions()):
        expressions(each, scope)
    name = function_name(function)
    alias = (node.alias or name).lower()
    scope.sources[alias] = None
    if node.db.lower() == "pg_catalog":
        node.set("db", None)
    if name in _SERIES:
        arguments = [each.copy() for each in function.iter_expressions()]
        series = exp.Anonymous(this="generate_series", expressions=arguments)
        listed = subscripts(function.expressions) if name == "generate_subscripts" else series
        scope.sources[alias] = items(node, alias, listed)
    elif name in RELATIONS:
        relation = RELATIONS[name]
        node.set("this", exp.to_identifier(relation))
        node.set("db", exp.to_identifier("pg_catalog"))
        node.set("alias", node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name)))
        _relation(node, scope)
    elif name in OWN:
        scope.sources[alias] = {alias: OWN[name]}
        answer = exp.alias_(call(SEEN, name, *function.iter_expressions(), kind=OWN[name]), alias, quoted=True)
        node.replace(exp.Subquery(this=exp.select(answer), alias=exp.TableAlias(this=exp.to_identifier(alias))))
    elif name in SETS:
        fields = dict[str, "str | None"](SETS[name])
        scope.sources[alias] = renamed(fields, node.alias_column_names)
        node.replace(rows(name, function.expressions, node))
