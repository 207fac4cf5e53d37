"""Foreign keys that lead to tables which go: told, and taken from the tables that stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reedbed.pgserver.dependents.views import TEMPORARY, Relation
from reedbed.pgserver.preludes.tables.changing import unlinked
from reedbed.pgserver.preludes.tables.making import make_anew
from reedbed.pgserver.preludes.tables.shapes import read_table, referring
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reedbed.pgserver.preludes.tables.shapes import Constraint, Table
    from reedbed.pgserver.session import Session


class Link(NamedTuple):
    """A foreign key of a table that stays, and the table that it leads to."""

    table: Table
    constraint: Constraint
    target: Relation

    @property
    def shown(self) -> str:
        """As PostgreSQL names it."""
        return f"constraint {self.constraint.name} on table {self.table.name}"


def links_to(session: Session, going: Collection[Relation]) -> list[Link]:
    """The foreign keys of other tables that lead to these."""
    cursor = session.cursor()
    links: list[Link] = []
    for target in going:
        rows = cursor.plain_rows(
            "SELECT DISTINCT database_name, schema_name, table_name FROM duckdb_constraints() WHERE constraint_type = "
            f"'FOREIGN KEY' AND database_name = {literal(target.database)} AND schema_name = {literal(target.schema)} "
            f"AND lower(referenced_table) = {literal(target.name.lower())}"
        )
        for each in (Relation(*row) for row in rows):
            if each not in going:
                table = read_table(session, *each)
                links += [Link(table, key, target) for key in table.constraints if key.referenced == _quoted(target)]
    return links


def cut_links(session: Session, links: Sequence[Link], going: Collection[Relation]) -> None:
    """Take such keys from their tables."""
    for name in dict.fromkeys(each.table.quoted for each in links):
        # As it is after the one before: a table may be among those that lead to another.
        old = next(each.table for each in links if each.table.quoted == name)
        table = read_table(session, old.database, old.schema, old.name)
        gone = set(map(_quoted, going))
        cut = replace(table, constraints=tuple(each for each in table.constraints if each.referenced not in gone))
        others = referring(session, table)
        make_anew(session, [table, *others], [cut, *others])


def order_of(session: Session, tables: Sequence[Relation]) -> list[Relation]:
    """The tables so that each goes before those that its foreign keys lead to."""
    if len(tables) == 1:
        return list(tables)
    rows = session.cursor().plain_rows("SELECT database_name, schema_name, table_name FROM duckdb_tables()")
    known = {Relation(*row) for row in rows}
    # An archived table is a view to the engine.
    stored = [each for each in tables if each in known and each.database != TEMPORARY]
    made = {_quoted(each): each for each in stored}
    ordered = [made[each.quoted] for each in unlinked([read_table(session, *each) for each in stored])]
    return [*reversed(ordered), *(each for each in tables if each not in ordered)]


def _quoted(relation: Relation) -> str:
    """The name as tables say it that refer to it."""
    schema = TEMPORARY if relation.database == TEMPORARY else relation.schema
    return f"{quote(schema)}.{quote(relation.name)}"
