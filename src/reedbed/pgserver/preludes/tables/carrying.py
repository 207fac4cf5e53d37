"""What was declared of a table, carried over a change of it: names of constraints, and IDENTITY columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.preludes.tables.naming import name_all
from reedbed.pgserver.preludes.tables.shapes import in_catalog
from reedbed.sql import TableName
from reedbed.sql.postgres.rules.columns import DeclaredConstraint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reedbed.pgserver.preludes.tables.shapes import Table
    from reedbed.pgserver.session import Session


def carry(session: Session, before: Table, after: Table) -> None:
    """Keep of the table that `after` describes, and that is there, what was kept of `before`.

    A constraint without a name gets the one that PostgreSQL makes. Columns of `after` know what they were called by
    `origin`.
    """
    table = TableName(schema=after.schema, name=after.name)
    old = TableName(schema=before.schema, name=before.name)
    declarations = session.declarations
    known = declarations.identities(before.database, old)
    identities = _identities(known, after)
    if table != old:
        declarations.forget(before.database, old)
    made = declarations.constraints(in_catalog(after.database, after.schema, after.name))
    in_use = (set[str](), set[str]())
    if not after.is_temporary and any(not each.name for each in after.constraints):
        in_use = declarations.names_in_use(table.schema, table)
    declarations.keep(after.database, table, name_all(made, list(_declared(after)), {}, in_use))
    if identities != known or table != old:
        declarations.keep_identities(after.database, table, identities)


def _declared(table: Table) -> Iterator[DeclaredConstraint]:
    for each in table.constraints:
        if not each.is_length:
            yield DeclaredConstraint(each.kind, each.name)
    for column in table.columns:
        yield DeclaredConstraint("NOT NULL", column.not_null_name, column.name)


def _identities(before: Mapping[str, bool], after: Table) -> dict[str, bool]:
    known = {name.casefold(): always for name, always in before.items()}
    return {
        each.name: known[each.origin.casefold()]
        for each in after.columns
        if each.origin.casefold() in known and each.default is not None
    } | {each.name: each.identity for each in after.columns if each.identity is not None}
