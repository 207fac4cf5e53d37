"""Tables: their columns, constraints and options, and how they are altered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal, quote
from reedbed.sql.postgres.rules.patterns import string_array
from reedbed.sql.postgres.rules.types import type_text
from reedbed.sql.postgres.syntax.expressions import Unreadable
from reedbed.sql.postgres.syntax.nodes import Constant

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser
    from reedbed.sql.postgres.syntax.nodes import Name

_SERIALS: Final = frozenset({"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"})
_TABLE_CONSTRAINTS: Final = frozenset({"constraint", "primary", "unique", "check", "foreign", "exclude", "like"})
_ACTIONS: Final = ("no", "restrict", "cascade", "set")


@dataclass(slots=True)
class Sequence:
    """A sequence that a column counts with."""

    name: str
    options: str = ""


@dataclass(slots=True)
class Column:
    """A column as DuckDB defines it, apart from what ALTER TABLE has to add afterwards."""

    name: str
    type: str = ""
    default: str = ""
    not_null: bool = False
    constraints: list[str] = field(default_factory=list)
    sequence: Sequence | None = None

    @property
    def text(self) -> str:
        """The definition."""
        parts = [self.name, self.type, self.default, "NOT NULL" if self.not_null else "", *self.constraints]
        return " ".join(part for part in parts if part)


class _Table:
    """A table whose definition is being written."""

    def __init__(self, parser: DefinitionParser, renderer: Renderer, name: Name) -> None:
        self.parser = parser
        self.renderer = renderer
        self.name = name
        self.sequences: list[Sequence] = []

    def sequence(self, column: str) -> Sequence:
        """The sequence of a column, in the schema of its table."""
        *schema, table = self.name.parts
        if schema and schema[-1] == "public":
            schema[-1] = "main"
        name = ".".join(quote(part) for part in (*schema, f"{table}_{column.strip(chr(34))}_seq"))
        made = Sequence(name)
        self.sequences.append(made)
        return made

    def column(self) -> Column:
        """One column with its constraints."""
        name = self.parser.name()
        column = Column(self.renderer.text(name))
        kind = self.parser.type_name()
        column.type = type_text(kind, self.renderer.source(kind))
        if kind.name in _SERIALS and not kind.dimensions:
            column.not_null = True
            self._count(column, self.sequence(name.parts[-1]))
        while not self.parser.at(",") and not self.parser.at(")") and not self.parser.at_end():
            self._constraint(column, name.parts[-1])
        return column

    def _count(self, column: Column, sequence: Sequence) -> None:
        column.sequence = sequence
        column.default = f"DEFAULT nextval({literal(sequence.name)})"

    def _constraint(self, column: Column, name: str) -> None:
        parser = self.parser
        if parser.take("constraint"):
            parser.name()
        if parser.take_all("not", "null"):
            column.not_null = True
            parser.take_all("no", "inherit")
        elif parser.take("null") or parser.take_all("not", "deferrable") or parser.take("deferrable"):
            pass
        elif parser.take("initially"):
            parser.word()
        elif parser.take_any("storage", "compression"):
            parser.word()
        elif parser.take("collate"):
            parser.name()
        elif parser.take("default"):
            column.default = f"DEFAULT {self._default(column)}"
        elif parser.take_all("primary", "key"):
            column.constraints.append("PRIMARY KEY")
        elif parser.take("unique"):
            parser.take_all("nulls", "distinct")
            column.constraints.append("UNIQUE")
        elif parser.take("check"):
            column.constraints.append(f"CHECK {self._check()}")
        elif parser.take("references"):
            column.constraints.append(self.reference())
        elif parser.take("generated"):
            self._generated(column, name)
        else:
            raise Unreadable

    def _default(self, column: Column) -> str:
        # A default ends where a constraint begins, which NOT would take for its own.
        node = self.parser.expression(_ABOVE_NOT)
        is_list = column.type.endswith("]") and isinstance(node, Constant) and node.kind == "string"
        value = string_array(self.renderer, node) if is_list and isinstance(node, Constant) else self.renderer.text(node)
        return f"({value})" if " " in value and not value.startswith(("'", "CAST")) else value

    def _check(self) -> str:
        text = self.renderer.text(self.parser.group())
        self.parser.take_all("no", "inherit")
        self.parser.take_all("not", "valid")
        return text

    def reference(self) -> str:
        """REFERENCES with its actions; when DuckDB knows none but refusing, it says so itself."""
        table = self.renderer.text(self.parser.name())
        columns = self.parser.group_text().lower() if self.parser.at("(") else ""
        actions: list[str] = []
        while self.parser.at("on") or self.parser.at("match"):
            if self.parser.take("match"):
                self.parser.word()
                continue
            self.parser.next()
            event = self.parser.word()
            action = self.parser.take_any(*_ACTIONS)
            if action in {"no", "set"}:
                action += f" {self.parser.word()}"
            actions.append(f"ON {event.upper()} {action.upper()}")
        self.timing()
        return " ".join(["REFERENCES", f"{table}{columns}", *actions])

    def timing(self) -> None:
        """Step over DEFERRABLE and its like: DuckDB checks every constraint at once."""
        while True:
            if self.parser.take_all("not", "deferrable") or self.parser.take("deferrable"):
                continue
            if self.parser.take("initially") or self.parser.take_all("not", "valid"):
                self.parser.take_any("deferred", "immediate")
                continue
            return

    def _generated(self, column: Column, name: str) -> None:
        parser = self.parser
        if not parser.take("always"):
            parser.expect("by")
            parser.expect("default")
        parser.expect("as")
        if parser.take("identity"):
            column.not_null = True
            sequence = self.sequence(name)
            if parser.take("("):
                from reedbed.sql.postgres.rules.definitions import sequence_options  # noqa: PLC0415

                sequence.options = sequence_options(parser)
                parser.expect(")")
            self._count(column, sequence)
            return
        expression = self.renderer.text(parser.group())
        # DuckDB computes such a column when it is read; its values are the same.
        parser.take_any("stored", "virtual")
        column.constraints.append(f"GENERATED ALWAYS AS {expression} VIRTUAL")

    def constraint(self) -> str:
        """One constraint of the table."""
        parser = self.parser
        name = f"CONSTRAINT {self.renderer.text(parser.name())} " if parser.take("constraint") else ""
        if parser.take("check"):
            text = f"{name}CHECK {self._check()}"
        elif parser.take_all("primary", "key"):
            text = f"{name}PRIMARY KEY {parser.group_text()}"
        elif parser.take("unique"):
            parser.take_all("nulls", "distinct")
            text = f"{name}UNIQUE {parser.group_text()}"
        elif parser.take_all("foreign", "key"):
            columns = parser.group_text()
            parser.expect("references")
            text = f"{name}FOREIGN KEY {columns} {self.reference()}"
        else:
            raise SqlNotSupported("EXCLUDE constraints are not supported", construct="EXCLUDE")
        if parser.take("include"):
            parser.skip_group()
        self.timing()
        return text


_ABOVE_NOT: Final = 5


def create_table(parser: DefinitionParser, renderer: Renderer, prefix: str, *, temporary: bool) -> list[str]:
    """CREATE TABLE, after the sequences that its columns count with."""
    exists = parser.take_all("if", "not", "exists")
    name = parser.name()
    table = _Table(parser, renderer, name)
    head = f"{prefix}TABLE {'IF NOT EXISTS ' if exists else ''}{renderer.text(name)}"
    if parser.at("of") or parser.at("partition"):
        raise SqlNotSupported("CREATE TABLE … OF and PARTITION OF are not supported", construct="CREATE TABLE … OF")
    body = ""
    if parser.at("(") and not _names_columns(parser):
        copied = _like(parser, renderer)
        if copied:
            _options(parser)
            return [f"{head} AS FROM {copied} WITH NO DATA"]
        body = f" ({', '.join(_elements(table))})"
    elif parser.at("("):
        body = f" {parser.group_text().lower()}"
    _options(parser)
    if parser.take("as"):
        body += f" AS {_query_of(parser, renderer)}"
    return [*_sequences(table, exists=exists, temporary=temporary), head + body]


def _names_columns(parser: DefinitionParser) -> bool:
    """Whether the group holds names alone, as before AS."""
    place = parser.place + 1
    return parser.folded[place + 1] in {",", ")"} and parser.folded[place] != "like"


def _like(parser: DefinitionParser, renderer: Renderer) -> str:
    if parser.folded[parser.place + 1] != "like":
        return ""
    parser.place += 2
    name = renderer.text(parser.name())
    if not parser.take(")"):
        raise SqlNotSupported("LIKE with options or other columns is not supported", construct="CREATE TABLE (LIKE …)")
    return name


def _elements(table: _Table) -> list[str]:
    parser = table.parser
    parser.expect("(")
    elements: list[str] = []
    while not parser.at(")"):
        if parser.folded[parser.place] == "like":
            raise SqlNotSupported("LIKE beside other columns is not supported", construct="CREATE TABLE (LIKE …)")
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
            if action != "preserve":
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


def _sequences(table: _Table, *, exists: bool, temporary: bool) -> list[str]:
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
    table = _Table(parser, renderer, name)
    head = f"ALTER TABLE {exists}{renderer.text(name)}"
    statements: list[str] = []
    while True:
        statements += _action(table, head)
        if not parser.take(","):
            break
    return [*_sequences(table, exists=False, temporary=False), *statements]


def _action(table: _Table, head: str) -> list[str]:
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
        case word:
            raise SqlNotSupported(
                f"ALTER TABLE … {word.upper()} is not supported", construct=f"ALTER TABLE … {word.upper()}"
            )


def _add(table: _Table, head: str) -> list[str]:
    parser = table.parser
    if parser.folded[parser.place] in _TABLE_CONSTRAINTS:
        return [_add_constraint(table, head)]
    parser.take("column")
    exists = "IF NOT EXISTS " if parser.take_all("if", "not", "exists") else ""
    column = table.column()
    not_null = column.not_null
    column.not_null = False
    unique = "UNIQUE" in column.constraints
    column.constraints = [each for each in column.constraints if each != "UNIQUE"]
    statements = [f"{head} ADD COLUMN {exists}{column.text}"]
    if not_null:
        statements.append(f"{head} ALTER COLUMN {column.name} SET NOT NULL")
    if unique:
        statements.append(_unique_index(table, f"{table.name.parts[-1]}_{column.name}_key", f"({column.name})"))
    return statements


def _unique_index(table: _Table, name: str, columns: str) -> str:
    return f"CREATE UNIQUE INDEX {quote(name.replace(chr(34), ''))} ON {table.renderer.text(table.name)} {columns}"


def _add_constraint(table: _Table, head: str) -> str:
    text = table.constraint()
    words = text.split(maxsplit=3)
    if "UNIQUE" in (words[0], words[2] if words[0] == "CONSTRAINT" else ""):
        columns = text[text.index("(") :]
        name = words[1] if words[0] == "CONSTRAINT" else f"{table.name.parts[-1]}_key"
        return _unique_index(table, name, columns)
    return f"{head} ADD {text}"


def _alter_column(table: _Table, head: str) -> str:
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


def _drop(table: _Table, head: str) -> str:
    parser, renderer = table.parser, table.renderer
    kind = "CONSTRAINT" if parser.take("constraint") else "COLUMN"
    parser.take("column")
    exists = "IF EXISTS " if parser.take_all("if", "exists") else ""
    name = renderer.text(parser.name())
    behaviour = parser.take_any("cascade", "restrict")
    return f"{head} DROP {kind} {exists}{name}{' CASCADE' if behaviour == 'cascade' else ''}"


def _rename(table: _Table, head: str) -> str:
    parser, renderer = table.parser, table.renderer
    if parser.take("to"):
        return f"{head} RENAME TO {renderer.text(parser.name())}"
    if parser.take("constraint"):
        raise SqlNotSupported("RENAME CONSTRAINT is not supported", construct="RENAME CONSTRAINT")
    parser.take("column")
    name = renderer.text(parser.name())
    parser.expect("to")
    return f"{head} RENAME COLUMN {name} TO {renderer.text(parser.name())}"
