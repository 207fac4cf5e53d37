"""Queries that give an expression in the place where it stands, for DuckDB to say its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from reedbed.pgserver.parameters.parsing import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def described_in(node: exp.Expression) -> Iterator[exp.Expression]:
    """The queries to try in order: the expression alone in the query it belongs to, then in those around that."""
    if isinstance(node, (exp.Select, exp.SetOperation)):
        yield _with_tables(node.copy(), node)
        return
    if all(number_of(column) is not None for column in node.find_all(exp.Column)):
        yield exp.Select(expressions=[node.copy()])
        return
    sources: list[exp.Expression] = []
    for scope in _scopes(node):
        sources = [*_sources(scope), *sources]
        if not sources:
            continue
        if isinstance(scope, exp.Insert):
            # A bare name in ON CONFLICT is the table's; `excluded` has the same ones.
            yield _selected(node, sources[:1], scope)
        yield _selected(node, sources, scope)


def _selected(node: exp.Expression, sources: list[exp.Expression], scope: exp.Expression) -> exp.Expression:
    query = exp.Select(expressions=[node.copy()])
    query.set("from_", exp.From(this=sources[0].copy()))
    query.set("joins", [_joined(each) for each in sources[1:]])
    return _with_tables(query, scope)


def _scopes(node: exp.Expression) -> Iterator[exp.Expression]:
    found = node.parent
    while found is not None:
        if isinstance(found, (exp.Select, exp.Update, exp.Delete, exp.Insert, exp.Merge)):
            yield found
        found = found.parent


def _sources(scope: exp.Expression) -> list[exp.Expression]:
    """The tables of a statement, of its FROM clause and its joins."""
    tables: list[exp.Expression] = []
    if isinstance(scope, (exp.Update, exp.Delete, exp.Merge)):
        tables.append(scope.this)
    if isinstance(scope, exp.Insert):
        into = scope.this.this if isinstance(scope.this, exp.Schema) else scope.this
        excluded = into.copy()
        excluded.set("alias", exp.TableAlias(this=exp.to_identifier("excluded")))
        return [into, excluded]
    clause = scope.args.get("from_") or scope.args.get("from")
    if clause is not None:
        tables.append(clause.this)
        tables.extend(join for join in clause.this.args.get("joins") or ())
    using = scope.args.get("using")
    if using:
        tables.extend(using if isinstance(using, list) else [using])
    tables.extend(scope.args.get("joins") or ())
    return tables


def _joined(source: exp.Expression) -> exp.Expression:
    return source.copy() if isinstance(source, exp.Join) else exp.Join(this=source.copy(), kind="CROSS")


def _with_tables(query: exp.Expression, inside: exp.Expression) -> exp.Expression:
    """The query with the WITH clauses that are in force where it stands."""
    ctes: list[exp.Expression] = []
    found: exp.Expression | None = inside
    recursive = False
    while found is not None:
        clause = found.args.get("with_") or found.args.get("with")
        if isinstance(clause, exp.With):
            recursive = recursive or bool(clause.args.get("recursive"))
            ctes = [*(each.copy() for each in clause.expressions), *ctes]
        found = found.parent
    if ctes:
        query.set("with_", exp.With(expressions=ctes, recursive=recursive))
    return query
