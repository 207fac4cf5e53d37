"""Tables: their columns, constraints and options, and how they are altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import quote
from reedbed.sql.postgres.lexing import NAMES, name_value, tokens
from reedbed.sql.postgres.rules.columns import TableDefinition, without_lengths
from reedbed.sql.postgres.rules.types import type_text

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser


_TABLE_CONSTRAINTS: Final = frozenset({"constraint", "primary", "unique", "check", "foreign", "exclude"})


def create_table(parser: DefinitionParser, renderer: Renderer, prefix: str, *, temporary: bool) -> list[str]:
    """CREATE TABLE, after the sequences that its columns count with."""
    exists = parser.take_all("if", "not", "exists")
    name = parser.name()
    table = TableDefinition(parser, renderer, name)
    head = f"{prefix}TABLE {'IF NOT EXISTS ' if exists else ''}{renderer.text(name)}"
    if parser.at("of") or parser.at("partition"):
        raise SqlNotSupported("CREATE TABLE … OF and PARTITION OF are not supported", construct="CREATE TABLE … OF")
    body = ""
    if parser.at("(") and not _names_columns(parser):
        body = f" ({', '.join(elements(table))})"
    elif parser.at("("):
        body = f" {parser.group_text().lower()}"
    _options(parser)
    if parser.take("as"):
        body += f" AS {_query_of(parser, renderer)}"
    return [*sequence_statements(table, exists=exists, temporary=temporary), head + body]


def _names_columns(parser: DefinitionParser) -> bool:
    """Whether the group holds names alone, as before AS."""
    place = parser.place + 1
    return parser.folded[place + 1] in {",", ")"} and parser.folded[place] != "like"


def elements(table: TableDefinition) -> list[str]:
    """The columns and constraints in the parentheses of a definition, which they are read from."""
    parser = table.parser
    parser.expect("(")
    elements: list[str] = []
    while not parser.at(")"):
        if parser.folded[parser.place] in _TABLE_CONSTRAINTS and parser.folded[parser.place + 1] not in {",", ")"}:
            elements.append(table.constraint())
        else:
            elements.append(table.column().text)
        if not parser.take(","):
            break
    parser.expect(")")
    return elements


def _options(parser: DefinitionParser) -> None:
    while not parser.at_end() and not parser.at("as") and not parser.at(";"):
        if parser.take("with"):
            parser.skip_group()
        elif parser.take_all("without", "oids"):
            continue
        elif parser.take("tablespace") or parser.take("using"):
            parser.name()
        elif parser.take_all("on", "commit"):
            action = parser.word()
            parser.expect("rows") if action != "drop" else None
            # A table ON COMMIT DROP is dropped by the session, at the end of its transaction.
            # One ON COMMIT DELETE ROWS is emptied by it.
            if action not in {"preserve", "drop", "delete"}:
                raise SqlNotSupported(
                    f"ON COMMIT {action.upper()} is not supported", construct=f"ON COMMIT {action.upper()}"
                )
        else:
            word = parser.word().upper()
            raise SqlNotSupported(f"CREATE TABLE … {word} is not supported", construct=f"CREATE TABLE … {word}")


def _query_of(parser: DefinitionParser, renderer: Renderer) -> str:
    query = parser.query()
    query.independent = True
    text = renderer.text(query)
    return f"{text}"


def sequence_statements(table: TableDefinition, *, exists: bool, temporary: bool) -> list[str]:
    """What makes the sequences that a table's columns count with."""
    # A table that was dropped leaves its sequence behind; the next table of that name begins to count anew.
    verb = "CREATE" if exists else "CREATE OR REPLACE"
    kind = "TEMPORARY SEQUENCE" if temporary else "SEQUENCE"
    condition = "IF NOT EXISTS " if exists else ""
    return [f"{verb} {kind} {condition}{each.name} {each.options}".rstrip() for each in table.sequences]


def alter_table(parser: DefinitionParser, renderer: Renderer) -> list[str]:
    """ALTER TABLE, one statement for each action."""
    exists = "IF EXISTS " if parser.take_all("if", "exists") else ""
    if parser.at("only") and parser.folded[parser.place + 1] not in {"add", "drop", "alter", "rename"}:
        parser.take("only")
    name = parser.name()
    parser.take("*")
    table = TableDefinition(parser, renderer, name)
    head = f"ALTER TABLE {exists}{renderer.text(name)}"
    statements: list[str] = []
    while True:
        statements += _action(table, head)
        if not parser.take(","):
            break
    return [*sequence_statements(table, exists=False, temporary=False), *statements]


def _action(table: TableDefinition, head: str) -> list[str]:
    parser = table.parser
    match parser.word():
        case "add":
            return _add(table, head)
        case "alter":
            return [_alter_column(table, head)]
        case "drop":
            return [_drop(table, head)]
        case "rename":
            return [_rename(table, head)]
        case "owner":
            parser.expect("to")
            parser.name()
            # A store has one owner: nothing changes, but the table has to be there.
            return [f"DELETE FROM {head.removeprefix('ALTER TABLE ').removeprefix('IF EXISTS ')} WHERE false"]
        case word:
            raise SqlNotSupported(
                f"ALTER TABLE … {word.upper()} is not supported", construct=f"ALTER TABLE … {word.upper()}"
            )


def _add(table: TableDefinition, head: str) -> list[str]:
    parser = table.parser
    if parser.folded[parser.place] in _TABLE_CONSTRAINTS:
        return [_add_constraint(table, head)]
    parser.take("column")
    exists = "IF NOT EXISTS " if parser.take_all("if", "not", "exists") else ""
    column = table.column()
    without_lengths(column)
    not_null = column.not_null
    column.not_null = False
    unique = "UNIQUE" in column.constraints
    column.constraints = [each for each in column.constraints if each != "UNIQUE"]
    statements = [f"{head} ADD COLUMN {exists}{column.text}"]
    if not_null:
        statements.append(f"{head} ALTER COLUMN {column.name} SET NOT NULL")
    if unique:
        statements.append(_unique_index(table, f"{table.name.parts[-1]}_{column.called}_key", f"({column.name})"))
    return statements


def _unique_index(table: TableDefinition, name: str, columns: str) -> str:
    return f"CREATE UNIQUE INDEX {quote(name)} ON {table.renderer.text(table.name)} {columns}"


def _add_constraint(table: TableDefinition, head: str) -> str:
    parser = table.parser
    # DuckDB forgets the names of other constraints.
    name = parser.name().parts[-1] if parser.take("constraint") else ""
    is_unique = parser.at("unique")
    text = table.constraint()
    if not is_unique:
        return f"{head} ADD {text}"
    columns = text.removeprefix("UNIQUE ")
    named = [name_value(each) for each in tokens(columns) if each.kind in NAMES]
    return _unique_index(table, name or "_".join([table.name.parts[-1], *named, "key"]), columns)


def _alter_column(table: TableDefinition, head: str) -> str:
    parser, renderer = table.parser, table.renderer
    parser.take("column")
    head = f"{head} ALTER COLUMN {renderer.text(parser.name())}"
    if parser.take_all("set", "data", "type") or parser.take("type"):
        kind = parser.type_name()
        text = f"{head} TYPE {type_text(kind, renderer.source(kind))}"
        if parser.take("collate"):
            parser.name()
        return f"{text} USING {renderer.text(parser.expression())}" if parser.take("using") else text
    if parser.take_all("set", "default"):
        return f"{head} SET DEFAULT {renderer.text(parser.expression())}"
    if parser.take_all("drop", "default"):
        return f"{head} DROP DEFAULT"
    if parser.take_all("set", "not", "null"):
        return f"{head} SET NOT NULL"
    if parser.take_all("drop", "not", "null"):
        return f"{head} DROP NOT NULL"
    raise SqlNotSupported("this form of ALTER COLUMN is not supported", construct="ALTER COLUMN")


def _drop(table: TableDefinition, head: str) -> str:
    parser, renderer = table.parser, table.renderer
    kind = "CONSTRAINT" if parser.take("constraint") else "COLUMN"
    parser.take("column")
    exists = "IF EXISTS " if parser.take_all("if", "exists") else ""
    name = renderer.text(parser.name())
    behaviour = parser.take_any("cascade", "restrict")
    return f"{head} DROP {kind} {exists}{name}{' CASCADE' if behaviour == 'cascade' else ''}"


def _rename(table: TableDefinition, head: str) -> str:
    parser, renderer = table.parser, table.renderer
    if parser.take("to"):
        return f"{head} RENAME TO {renderer.text(parser.name())}"
    if parser.take("constraint"):
        raise SqlNotSupported("RENAME CONSTRAINT is not supported", construct="RENAME CONSTRAINT")
    parser.take("column")
    name = renderer.text(parser.name())
    parser.expect("to")
    return f"{head} RENAME COLUMN {name} TO {renderer.text(parser.name())}"
