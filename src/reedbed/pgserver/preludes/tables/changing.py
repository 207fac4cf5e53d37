"""What a table is to be after an ALTER TABLE: one value out of another. Nothing is run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import DependencyExists, SqlNameError
from reedbed.pgserver.preludes.tables.constraints import constraint_of
from reedbed.pgserver.preludes.tables.shapes import Column, Constraint, Table, names_column, with_column_renamed
from reedbed.sql import quote
from reedbed.sql.postgres.constraint_names import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.sql.postgres.alterations import Change


def changed(table: Table, change: Change) -> Table:
    """The table after one change. Raises `SqlNameError` for what is not there or there already."""
    return _CHANGES[change.kind](table, change)


def referring_after(child: Table, before: Table, after: Table, change: Change) -> Table:
    """A table whose foreign keys lead to the one that changes, with keys that lead to it as it is then.

    Keys to what goes with the change go too.
    """
    kept: list[Constraint] = []
    for each in child.constraints:
        if each.referenced != before.quoted:
            kept.append(each)
        elif not leads_to(each, before, change):
            body = with_column_renamed(each.body, change.name, change.new_name) if change.new_name else each.body
            kept.append(replace(each, referenced=after.quoted, body=body))
    return replace(child, constraints=tuple(kept))


def leads_to(key: Constraint, table: Table, change: Change) -> bool:
    """Whether a change takes away what a foreign key leads to, of which DuckDB has the names in small letters."""
    if change.kind == "drop column":
        return names_column(key.body, change.name)
    if change.kind != "drop constraint":
        return False
    dropped = find_constraint(table, change.name)
    return (
        dropped is not None
        and dropped.kind in KEYS
        and ", ".join(map(quote, dropped.columns)).casefold() == key.body.casefold()
    )


def find_column(table: Table, name: str) -> Column:
    """The column of this name. Raises `SqlNameError`."""
    for each in table.columns:
        if each.name.casefold() == name.casefold():
            return each
    raise SqlNameError(f'42703: column "{name}" of relation "{table.name}" does not exist')


def find_constraint(table: Table, name: str) -> Constraint | None:
    """The constraint that the catalog calls so, if there is one."""
    return next((each for each in table.constraints if each.name.casefold() == name.casefold()), None)


def _with_column(table: Table, column: Column, made: Column) -> Table:
    return replace(table, columns=tuple(made if each is column else each for each in table.columns))


def _add_constraint(table: Table, change: Change) -> Table:
    if change.name and find_constraint(table, change.name) is not None:
        raise SqlNameError(f'42710: constraint "{change.name}" for relation "{table.name}" already exists')
    added = replace(constraint_of(change.definition, table), name=change.name)
    for name in added.columns:
        find_column(table, name)
    if added.kind == "PRIMARY KEY" and any(each.kind == "PRIMARY KEY" for each in table.constraints):
        raise SqlNameError(f'42P16: multiple primary keys for table "{table.name}" are not allowed')
    return replace(table, constraints=(*table.constraints, added))


def _drop_constraint(table: Table, change: Change) -> Table:
    found = find_constraint(table, change.name)
    if found is None:
        if change.if_exists:
            return table
        there = ", ".join(each.name for each in table.constraints if each.name)
        raise SqlNameError(
            f'42704: constraint "{change.name}" of relation "{table.name}" does not exist',
            hint=f"The constraints of this table are called: {there or '(none)'}.",
        )
    return replace(table, constraints=tuple(each for each in table.constraints if each is not found))


def _rename_constraint(table: Table, change: Change) -> Table:
    found = find_constraint(table, change.name)
    index = next(
        (each for each in table.indexes if each.unique and each.name.casefold() == change.name.casefold()), None
    )
    if found is None and index is not None:
        renamed = replace(index, name=change.new_name)
        return replace(table, indexes=tuple(renamed if each is index else each for each in table.indexes))
    if found is None:
        raise SqlNameError(f'42704: constraint "{change.name}" for table "{table.name}" does not exist')
    if change.new_name != found.name and find_constraint(table, change.new_name) is not None:
        raise SqlNameError(f'42710: constraint "{change.new_name}" for relation "{table.name}" already exists')
    named = replace(found, name=change.new_name)
    return replace(table, constraints=tuple(named if each is found else each for each in table.constraints))


def _drop_column(table: Table, change: Change) -> Table:
    if change.if_exists and all(each.name.casefold() != change.name.casefold() for each in table.columns):
        return table
    column = find_column(table, change.name)
    folded = column.name.casefold()
    for each in table.columns:
        if each.generated and names_column(each.default or "", column.name):
            what = f"column {column.name} of table {table.name}"
            raise DependencyExists(
                f"cannot drop {what} because other objects depend on it\n"
                f"column {each.name} of table {table.name} depends on {what}",
                hint=f"ALTER TABLE {quote(table.name)} DROP COLUMN {quote(each.name)};",
            )
    return replace(
        table,
        columns=tuple(each for each in table.columns if each is not column),
        constraints=tuple(
            each for each in table.constraints if all(name.casefold() != folded for name in each.columns)
        ),
        indexes=tuple(each for each in table.indexes if not names_column(each.keys, column.name)),
    )


def _rename_column(table: Table, change: Change) -> Table:
    column = find_column(table, change.name)
    if any(each.name.casefold() == change.new_name.casefold() and each is not column for each in table.columns):
        raise SqlNameError(f'42701: column "{change.new_name}" of relation "{table.name}" already exists')

    def named(text: str) -> str:
        return with_column_renamed(text, column.name, change.new_name)

    columns = tuple(
        replace(each, name=change.new_name)
        if each is column
        else replace(each, default=named(each.default))
        if each.generated and each.default is not None
        else each
        for each in table.columns
    )
    constraints = tuple(
        replace(
            each,
            columns=tuple(
                change.new_name if name.casefold() == column.name.casefold() else name for name in each.columns
            ),
            body=named(each.body) if each.kind == "CHECK" or each.referenced == table.quoted else each.body,
        )
        for each in table.constraints
    )
    indexes = tuple(replace(each, keys=named(each.keys)) for each in table.indexes)
    return replace(table, columns=columns, constraints=constraints, indexes=indexes)


def _rename_table(table: Table, change: Change) -> Table:
    renamed = replace(table, name=change.new_name)
    own = set(table.references_itself)
    constraints = tuple(replace(each, referenced=renamed.quoted) if each in own else each for each in table.constraints)
    return replace(renamed, constraints=constraints)


def _type(table: Table, change: Change) -> Table:
    column = find_column(table, change.name)
    source = change.using or f"CAST({column.source} AS {change.definition})"
    made = _with_column(table, column, replace(column, type=change.definition, source=source))
    constraints = [each for each in made.constraints if not _is_length(each, column)]
    if change.length:
        held = constraint_of(change.length, table)
        # In the brackets with which the engine tells it, by which it is known.
        constraints.append(replace(held, body=f"({held.body})"))
    return replace(made, constraints=tuple(constraints))


def _is_length(constraint: Constraint, column: Column) -> bool:
    """Whether a constraint holds the length of the column's type."""
    return constraint.is_length and [each.casefold() for each in constraint.columns] == [column.name.casefold()]


def _set_not_null(table: Table, change: Change) -> Table:
    column = find_column(table, change.name)
    return _with_column(table, column, replace(column, nullable=False))


def _drop_not_null(table: Table, change: Change) -> Table:
    column = find_column(table, change.name)
    if any(each.kind == "PRIMARY KEY" and column.name in each.columns for each in table.constraints):
        raise SqlNameError(f'42P16: column "{column.name}" is in a primary key')
    return _with_column(table, column, replace(column, nullable=True))


_CHANGES: Final[dict[str, Callable[[Table, Change], Table]]] = {
    "add constraint": _add_constraint,
    "drop constraint": _drop_constraint,
    "rename constraint": _rename_constraint,
    "drop column": _drop_column,
    "rename column": _rename_column,
    "rename table": _rename_table,
    "type": _type,
    "set not null": _set_not_null,
    "drop not null": _drop_not_null,
}


def unlinked(tables: list[Table]) -> Iterator[Table]:
    """The tables so that each comes after those that its foreign keys lead to; less of them when these go in a ring."""
    left = list(tables)
    while left:
        names = {each.quoted for each in left}
        free = [each for each in left if all(c.referenced not in names - {each.quoted} for c in each.constraints)]
        if not free:
            return
        yield from free
        left = [each for each in left if each not in free]
