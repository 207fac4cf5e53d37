"""Columns and constraints of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal, quote
from reedbed.sql.postgres.rules.lengths import is_length, length_of
from reedbed.sql.postgres.rules.patterns import string_array
from reedbed.sql.postgres.rules.qualifiers import unqualified
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.rules.sequences import sequence_options
from reedbed.sql.postgres.rules.types import type_text
from reedbed.sql.postgres.schemas import stored_name
from reedbed.sql.postgres.syntax import precedence
from reedbed.sql.postgres.syntax.definitions import DefinitionParser
from reedbed.sql.postgres.syntax.nodes import Constant
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.nodes import Name

_SERIALS: Final = frozenset({"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"})
_HIGHEST: Final = {
    **dict.fromkeys(("int", "integer", "int4"), 2**31 - 1),
    **dict.fromkeys(("smallint", "int2"), 2**15 - 1),
}
"""Where the sequence of an IDENTITY column ends, by the column's type; DuckDB's end at that of BIGINT."""
_ACTIONS: Final = ("no", "restrict", "cascade", "set")
_REFUSING: Final = frozenset({"no action", "restrict"})


def says_nulls_distinct(parser: DefinitionParser) -> bool:
    """Whether NULLS DISTINCT comes, which is what DuckDB does. Raises `SqlNotSupported` for NULLS NOT DISTINCT."""
    if parser.take_all("nulls", "not", "distinct"):
        raise SqlNotSupported("NULLS NOT DISTINCT is not supported", construct="NULLS NOT DISTINCT")
    return parser.take_all("nulls", "distinct")


def _within(kind: str, options: str) -> str:
    """The options of a sequence that counts no further than its column's type; one that counts down is left."""
    highest = _HIGHEST.get(kind.casefold())
    if highest is None or "-" in options or "maxvalue" in options.casefold().split():
        return options
    return f"{options} MAXVALUE {highest}".strip()


def without_lengths(column: Column) -> None:
    """Take back the constraints on a column's length, which DuckDB does not add to a table that is there."""
    column.constraints = [each for each in column.constraints if not is_length(each)]


@dataclass(slots=True)
class Sequence:
    """A sequence that a column counts with."""

    name: str
    options: str = ""


@dataclass(slots=True)
class Column:
    """A column as DuckDB defines it, apart from what ALTER TABLE has to add afterwards.

    `name` is as it is written, `called` as the catalog has it.
    """

    name: str
    called: str
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


@dataclass(frozen=True, slots=True)
class DeclaredConstraint:
    """A constraint in the order of its kind, with the name that is given to it; empty when none is.

    `column` is the one whose NOT NULL it is.
    """

    kind: str
    name: str = ""
    column: str = ""


class TableDefinition:
    """A table whose definition is being written."""

    def __init__(self, parser: DefinitionParser, renderer: Renderer, name: Name) -> None:
        self.parser = parser
        self.renderer = renderer
        self.name = name
        self.sequences: list[Sequence] = []
        self.declared: list[DeclaredConstraint] = []
        self.identities: dict[str, bool] = {}
        """The columns that are IDENTITY, with whether they are GENERATED ALWAYS."""
        self.actions: list[tuple[int, int]] = []
        """Where it says what foreign keys do but refuse, as `ON DELETE CASCADE`."""

    def sequence(self, column: str) -> Sequence:
        """The sequence of a column, in the schema of its table."""
        *schema, table = stored_name(self.name.parts)
        name = ".".join(quote(part) for part in (*schema, f"{table}_{column.strip(chr(34))}_seq"))
        made = Sequence(name)
        self.sequences.append(made)
        return made

    def column(self) -> Column:
        """One column with its constraints."""
        name = self.parser.name()
        column = Column(self.renderer.text(name), called=name.parts[-1])
        kind = self.parser.type_name()
        column.type = type_text(kind, self.renderer.source(kind))
        limit = length_of(kind, column.name)
        if limit:
            column.constraints.append(limit)
        if kind.name in _SERIALS and not kind.dimensions:
            column.not_null = True
            self._count(column, self.sequence(column.called))
        while not self.parser.at(",") and not self.parser.at(")") and not self.parser.at_end():
            self._constraint(column)
        return column

    def _count(self, column: Column, sequence: Sequence) -> None:
        column.sequence = sequence
        column.default = f"DEFAULT nextval({literal(sequence.name)})"

    def _constraint(self, column: Column) -> None:
        parser = self.parser
        name = parser.name().parts[-1] if parser.take("constraint") else ""
        if self._passed_over() or self._of_value(column, name):
            return
        if parser.take("generated"):
            self._generated(column)
        elif parser.take("references"):
            column.constraints.append(self.reference())
            self._declare("FOREIGN KEY", name)
        else:
            raise Unreadable

    def _declare(self, kind: str, name: str, column: str = "") -> None:
        self.declared.append(DeclaredConstraint(kind, name, column))

    def _passed_over(self) -> bool:
        """Step over what changes nothing in DuckDB."""
        parser = self.parser
        if parser.take_any("storage", "compression", "initially"):
            parser.word()
            return True
        if parser.take("collate"):
            parser.name()
            return True
        return parser.take("null") or parser.take_all("not", "deferrable") or parser.take("deferrable")

    def _of_value(self, column: Column, name: str) -> bool:
        parser = self.parser
        if parser.take_all("not", "null"):
            column.not_null = True
            self._declare("NOT NULL", name, column.called)
            parser.take_all("no", "inherit")
        elif parser.take("default"):
            column.default = f"DEFAULT {self._default(column)}"
        elif parser.take_all("primary", "key"):
            column.constraints.append("PRIMARY KEY")
            self._declare("PRIMARY KEY", name)
        elif parser.take("unique"):
            says_nulls_distinct(parser)
            column.constraints.append("UNIQUE")
            self._declare("UNIQUE", name)
        elif parser.take("check"):
            column.constraints.append(f"CHECK {self._check()}")
            self._declare("CHECK", name)
        else:
            return False
        return True

    def _default(self, column: Column) -> str:
        # A default ends where a constraint begins, which NOT would take for its own.
        node = self.parser.expression(precedence.COMPARISON)
        if column.type == "BLOB" and isinstance(node, Constant) and node.kind == "string":
            self.renderer.as_bytes.add(node.start)
        is_list = column.type.endswith("]") and isinstance(node, Constant) and node.kind == "string"
        value = (
            string_array(self.renderer, node) if is_list and isinstance(node, Constant) else self.renderer.text(node)
        )
        return f"({value})" if " " in value and not value.startswith(("'", "CAST")) else value

    def _check(self) -> str:
        renderer, group = self.renderer, self.parser.group()
        written = renderer.source(group)
        bare = unqualified(written, self.name.parts)
        if bare != written:
            # It is not in the statement as it is written.
            renderer, group = Renderer(bare, stored=renderer.stored), DefinitionParser(bare).group()
        text = renderer.text(group)
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
            start = self.parser.start
            self.parser.next()
            event = self.parser.word()
            action = self.parser.take_any(*_ACTIONS)
            if action in {"no", "set"}:
                action += f" {self.parser.word()}"
            if action.startswith("set") and self.parser.at("("):
                action += f" {self.parser.group_text()}"
            if action not in _REFUSING:
                self.actions.append((start, self.parser.end))
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

    def _generated(self, column: Column) -> None:
        parser = self.parser
        always = parser.generated_always()
        parser.expect("as")
        if parser.at("identity"):
            column.not_null = True
            self.identities[column.called] = always
            sequence = self.identity(column.called)
            sequence.options = _within(column.type, sequence.options)
            self._count(column, sequence)
            return
        expression = self.renderer.text(parser.group())
        # DuckDB computes such a column when it is read; its values are the same.
        parser.take_any("stored", "virtual")
        column.constraints.append(f"GENERATED ALWAYS AS {expression} VIRTUAL")

    def identity(self, column: str) -> Sequence:
        """The sequence of a column that is IDENTITY, by what stands there."""
        self.parser.expect("identity")
        sequence = self.sequence(column)
        if self.parser.take("("):
            if self.parser.take_all("sequence", "name"):
                sequence.name = ".".join(map(quote, stored_name(self.parser.name().parts)))
            sequence.options = sequence_options(self.parser)
            self.parser.expect(")")
        return sequence

    def constraint(self) -> str:
        """One constraint of the table, without its name, which DuckDB forgets."""
        parser = self.parser
        name = parser.name().parts[-1] if parser.take("constraint") else ""
        if parser.take("check"):
            kind, text = "CHECK", f"CHECK {self._check()}"
        elif parser.take_all("primary", "key"):
            kind, text = "PRIMARY KEY", f"PRIMARY KEY {parser.group_text()}"
        elif parser.take("unique"):
            says_nulls_distinct(parser)
            kind, text = "UNIQUE", f"UNIQUE {parser.group_text()}"
        elif parser.take_all("foreign", "key"):
            columns = parser.group_text()
            parser.expect("references")
            kind, text = "FOREIGN KEY", f"FOREIGN KEY {columns} {self.reference()}"
        else:
            raise SqlNotSupported("EXCLUDE constraints are not supported", construct="EXCLUDE")
        if parser.take("include"):
            parser.skip_group()
        self.timing()
        self._declare(kind, name)
        return text
