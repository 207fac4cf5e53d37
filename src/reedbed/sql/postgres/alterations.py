"""ALTER TABLE as what it asks for, action by action.

DuckDB changes a table only as long as no index and no foreign key hangs on it, and adds no constraint to one that is
there. What it refuses is done by making the table anew (`pgserver.preludes.tables`), which has to know what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from reedbed.sql import literal, quote
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules.columns import TableDefinition
from reedbed.sql.postgres.rules.lengths import is_length, length_of
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.rules.tables import sequence_statements
from reedbed.sql.postgres.rules.types import type_text
from reedbed.sql.postgres.schemas import stored_name
from reedbed.sql.postgres.syntax.definitions import DefinitionParser
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.sql.postgres.rules.columns import Column
    from reedbed.sql.postgres.syntax.nodes import Name

Kind = Literal[
    "add constraint", "drop constraint", "rename constraint", "add column", "drop column", "rename column",
    "rename table", "type", "add identity", "set identity", "drop identity", "set not null", "drop not null",
    "default", "other",
]  # fmt: skip

_CONSTRAINTS: Final = frozenset({"constraint", "primary", "unique", "check", "foreign"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One action. `text` is what was written after the name of the table; names are as the catalog has them.

    `definition` is a constraint in DuckDB's SQL, a type, or the length that a type sets; `using` the new value.
    """

    kind: Kind
    text: str = ""
    name: str = ""
    new_name: str = ""
    definition: str = ""
    length: str = ""
    using: str = ""
    if_exists: bool = False
    cascades: bool = False
    plain: tuple[str, ...] = ()
    """What makes a new column without what DuckDB adds to no table that is there, in DuckDB's SQL."""
    later: tuple[Change, ...] = ()
    """What that column gets then."""
    identity: bool | None = None
    """Whether that column, where it is IDENTITY, is GENERATED ALWAYS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """`ALTER TABLE`: `written` is the whole statement, `remaining` one of the same rights that changes nothing."""

    remaining: str
    written: str
    table: tuple[str, ...]
    if_exists: bool
    changes: tuple[Change, ...]


def table_change(sql: str) -> TableChange | None:
    """An ALTER TABLE that may need more than DuckDB does; None for all others."""
    parser = DefinitionParser(sql)
    if not parser.take_all("alter", "table"):
        return None
    if_exists = parser.take_all("if", "exists")
    if parser.at("only") and parser.folded[parser.place + 1] not in {"add", "drop", "alter", "rename"}:
        parser.take("only")
    name = parser.name()
    parser.take("*")
    table = TableDefinition(parser, Renderer(sql, stored=True), name)
    changes: list[Change] = []
    while True:
        changes.append(_change(table))
        if not parser.take(","):
            break
    parser.finish()
    if all(each.kind == "default" for each in changes):
        return None
    return TableChange(
        remaining=f"DELETE FROM {table.renderer.text(name)} WHERE false",
        written=sql,
        table=named(name),
        if_exists=if_exists,
        changes=tuple(changes),
    )


def named(name: Name) -> tuple[str, ...]:
    """The parts of a name as the catalog has them."""
    return stored_name(name.parts)


def _change(table: TableDefinition) -> Change:
    parser = table.parser
    start = parser.start
    read = {"add": _add, "drop": _drop, "alter": _alter, "rename": _rename}.get(parser.word())
    if read is None:
        raise Unreadable
    return replace(read(table), text=parser.sql[start : parser.end])


def _add(table: TableDefinition) -> Change:
    parser = table.parser
    if parser.folded[parser.place] in _CONSTRAINTS:
        name = parser.name().parts[-1] if parser.take("constraint") else ""
        return Change(kind="add constraint", name=name, definition=table.constraint())
    parser.take("column")
    exists = parser.take_all("if", "not", "exists")
    # What other actions of the statement declare is theirs.
    table.declared.clear()
    column = table.column()
    later = tuple(_later(table, column))
    if not later:
        return Change(kind="other", name=column.called, if_exists=exists)
    column.not_null = False
    column.constraints = []
    made = sequence_statements(table, exists=False, temporary=False)
    plain = (*made, f"ALTER TABLE {table.renderer.text(table.name)} ADD COLUMN {column.text}")
    table.sequences.clear()
    identity = table.identities.get(column.called)
    return Change(kind="add column", name=column.called, if_exists=exists, plain=plain, later=later, identity=identity)


def _later(table: TableDefinition, column: Column) -> Iterator[Change]:
    """What a new column has that comes after it; nothing where all of that is DuckDB's."""
    if any(each.startswith("GENERATED") for each in column.constraints):
        return
    names = iter([each.name for each in table.declared if each.kind != "NOT NULL"])
    if column.not_null:
        yield Change(kind="set not null", text=f"ALTER COLUMN {column.name} SET NOT NULL", name=column.called)
    for each in column.constraints:
        name = "" if is_length(each) else next(names, "")
        if each == "UNIQUE":
            index = quote(name or f"{table.name.parts[-1]}_{column.called}_key")
            definition = f"UNIQUE ({column.name})"
            text = f"ADD CONSTRAINT {index} {definition}"
        else:
            definition = _of_table(each, column.name)
            text = f"ADD {definition}"
        yield Change(kind="add constraint", text=text, name=name, definition=definition)


def _of_table(constraint: str, column: str) -> str:
    """A column's constraint as one of the table."""
    if constraint.startswith("REFERENCES"):
        return f"FOREIGN KEY ({column}) {constraint}"
    return f"PRIMARY KEY ({column})" if constraint.startswith("PRIMARY") else constraint


def _drop(table: TableDefinition) -> Change:
    parser = table.parser
    kind: Kind = "drop constraint" if parser.take("constraint") else "drop column"
    parser.take("column")
    exists = parser.take_all("if", "exists")
    name = parser.name().parts[-1]
    cascades = parser.take_any("cascade", "restrict") == "cascade"
    return Change(kind=kind, name=name, if_exists=exists, cascades=cascades)


def _rename(table: TableDefinition) -> Change:
    return renaming(table.parser)


def renaming(parser: DefinitionParser) -> Change:
    """What stands behind RENAME."""
    if parser.take("to"):
        return Change(kind="rename table", new_name=parser.name().parts[-1])
    kind: Kind = "rename constraint" if parser.take("constraint") else "rename column"
    parser.take("column")
    name = parser.name().parts[-1]
    parser.expect("to")
    return Change(kind=kind, name=name, new_name=parser.name().parts[-1])


def _alter(table: TableDefinition) -> Change:
    parser, renderer = table.parser, table.renderer
    parser.take("column")
    column = parser.name()
    name = column.parts[-1]
    if identity := _identity(table, column):
        return identity
    if parser.take_all("set", "data", "type") or parser.take("type"):
        kind = parser.type_name()
        if parser.take("collate"):
            parser.name()
        using = renderer.text(parser.expression()) if parser.take("using") else ""
        definition = type_text(kind, renderer.source(kind))
        if kind.name == "jsonb" and not kind.dimensions:
            using = f"{function('jsonb_of')}({using or quote(name)})"
        elif kind.name == "json" and not kind.dimensions and not using:
            using = f"CAST({function('text')}({quote(name)}) AS JSON)"
        return Change(kind="type", name=name, definition=definition, length=length_of(kind, quote(name)), using=using)
    if parser.take_all("set", "not", "null"):
        return Change(kind="set not null", name=name)
    if parser.take_all("drop", "not", "null"):
        return Change(kind="drop not null", name=name)
    if parser.take_all("set", "default"):
        parser.expression()
        return Change(kind="default", name=name)
    if parser.take_all("drop", "default"):
        return Change(kind="default", name=name)
    raise Unreadable


def _identity(table: TableDefinition, column: Name) -> Change | None:
    """A change of what makes a column IDENTITY; None when another comes."""
    parser, name = table.parser, column.parts[-1]
    if parser.take_all("add", "generated"):
        return _add_identity(table, column)
    if parser.take_all("set", "generated"):
        return Change(kind="set identity", name=name, identity=parser.generated_always())
    if parser.take_all("drop", "identity"):
        return Change(kind="drop identity", name=name, if_exists=parser.take_all("if", "exists"))
    return None


def _add_identity(table: TableDefinition, column: Name) -> Change:
    parser, renderer = table.parser, table.renderer
    always = parser.generated_always()
    parser.expect("as")
    sequence = table.identity(column.parts[-1])
    made = sequence_statements(table, exists=False, temporary=False)
    table.sequences.clear()
    head = f"ALTER TABLE {renderer.text(table.name)} ALTER COLUMN {renderer.text(column)}"
    default = f"{head} SET DEFAULT nextval({literal(sequence.name)})"
    return Change(kind="add identity", name=column.parts[-1], identity=always, plain=(*made, default))
