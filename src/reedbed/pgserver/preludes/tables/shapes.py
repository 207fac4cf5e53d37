"""What a table is made of, as the engine's catalog tells it, and the statements that make one like it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reedbed.sql import literal, quote
from reedbed.sql.postgres.brackets import depths
from reedbed.sql.postgres.lexing import NAMES, TokenKind, name_value, tokens
from reedbed.sql.postgres.rules.lengths import holds_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres.lexing import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `source` is what gives its values from the table as it was."""

    name: str
    type: str
    default: str | None
    nullable: bool
    generated: bool
    source: str
    comment: str | None = None
    origin: str = field(default="", compare=False)
    """What it was called when the table was read; empty for one that is new."""
    not_null_name: str = field(default="", compare=False)
    """What the constraint is called by which it is not NULL."""
    identity: bool | None = field(default=None, compare=False)
    """Whether a new column that is IDENTITY is GENERATED ALWAYS; None for others."""

    @property
    def definition(self) -> str:
        """The column in a CREATE TABLE."""
        if self.generated:
            return f"{quote(self.name)} {self.type} GENERATED ALWAYS AS ({self.default}) VIRTUAL"
        default = "" if self.default is None else f" DEFAULT {self.default}"
        return f"{quote(self.name)} {self.type}{default}{'' if self.nullable else ' NOT NULL'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A constraint of a table. `body` is its expression, or, of a foreign key, the columns that it refers to.

    A foreign key without such columns leads to the primary key of another table.
    """

    kind: str
    columns: tuple[str, ...]
    body: str = ""
    referenced: str = ""
    name: str = field(default="", compare=False)
    """Empty for one that is new and was given none."""

    @property
    def is_length(self) -> bool:
        """Whether it holds the length of a column's type."""
        return self.kind == "CHECK" and holds_length(self.body)

    @property
    def definition(self) -> str:
        """The constraint in a CREATE TABLE."""
        listed = ", ".join(map(quote, self.columns))
        match self.kind:
            case "CHECK":
                return f"CHECK ({self.body})"
            case "FOREIGN KEY":
                return f"FOREIGN KEY ({listed}) REFERENCES {self.referenced}{f' ({self.body})' if self.body else ''}"
            case _:
                return f"{self.kind} ({listed})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index; `keys` is what stands in its parentheses."""

    name: str
    unique: bool
    keys: str
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of this session's database, or a temporary one."""

    database: str
    schema: str
    name: str
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    comment: str | None = None

    @property
    def quoted(self) -> str:
        """The name by which statements find it."""
        return f"{self.quoted_schema}.{quote(self.name)}"

    @property
    def quoted_schema(self) -> str:
        """Where its indexes lie."""
        return quote("temp" if self.is_temporary else self.schema)

    @property
    def is_temporary(self) -> bool:
        """Whether it is the session's own."""
        return self.database == "temp"

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that hold values."""
        return tuple(each for each in self.columns if not each.generated)

    @property
    def references_itself(self) -> tuple[Constraint, ...]:
        """The foreign keys that lead into the table itself."""
        return tuple(each for each in self.constraints if each.referenced == self.quoted)

    @property
    def creation(self) -> str:
        """The CREATE TABLE."""
        elements = [*(each.definition for each in self.columns), *(each.definition for each in self.constraints)]
        kind = "TEMPORARY TABLE" if self.is_temporary else "TABLE"
        return f"CREATE {kind} {self.quoted} ({', '.join(elements)})"

    @property
    def finishing(self) -> Iterator[str]:
        """What comes after its rows: indexes and comments."""
        for each in self.indexes:
            unique = "UNIQUE " if each.unique else ""
            yield f"CREATE {unique}INDEX {quote(each.name)} ON {self.quoted} ({each.keys})"
            if each.comment is not None:
                yield f"COMMENT ON INDEX {quote(self.schema)}.{quote(each.name)} IS {literal(each.comment)}"
        if self.comment is not None:
            yield f"COMMENT ON TABLE {self.quoted} IS {literal(self.comment)}"
        for column in self.columns:
            if column.comment is not None:
                yield f"COMMENT ON COLUMN {self.quoted}.{quote(column.name)} IS {literal(column.comment)}"


def in_catalog(database: str, schema: str, name: str) -> str:
    """The condition on what `duckdb_…()` lists for the table of this name."""
    return f"database_name = {literal(database)} AND schema_name = {literal(schema)} AND table_name = {literal(name)}"


def read_table(session: Session, database: str, schema: str, name: str) -> Table:
    """The table of this name, which is there."""
    cursor = session.cursor()
    here = in_catalog(database, schema, name)
    (sql, comment), *_ = cursor.rows(f"SELECT sql, comment FROM duckdb_tables() WHERE {here}")
    generated, collations = _told_by_text(sql)
    known = session.declarations.constraints(here)
    names = {each.key: each.name for each in known}
    not_null = {each.columns[0]: each.name for each in known if each.kind == "NOT NULL"}
    columns = tuple(
        Column(
            name=row[0], type=f"{row[1]}{collations.get(row[0].casefold(), '')}", default=row[2], nullable=row[3],
            generated=row[0].casefold() in generated, source=quote(row[0]), comment=row[4], origin=row[0],
            not_null_name=not_null.get(row[0], ""),
        )
        for row in cursor.rows(
            "SELECT column_name, data_type, column_default, is_nullable, comment FROM duckdb_columns() "
            f"WHERE {here} ORDER BY column_index"
        )
    )  # fmt: skip
    place = "temp" if database == "temp" else schema
    places: Counter[str] = Counter()
    found = tuple(
        Constraint(
            kind=row[0],
            columns=tuple(row[1]),
            body=row[2] or ", ".join(map(quote, row[4])),
            referenced=f"{quote(place)}.{quote(row[3])}" if row[3] else "",
            name=names.get((row[5], _counted(places, row[5])), ""),
        )
        for row in cursor.rows(
            "SELECT constraint_type, constraint_column_names, expression, referenced_table, "
            f"referenced_column_names, constraint_text FROM duckdb_constraints() WHERE {here} "
            "AND constraint_type <> 'NOT NULL' ORDER BY constraint_index"
        )
    )
    indexes = tuple(
        Index(name=row[0], unique=row[1], keys=_keys(row[2]), comment=row[3])
        for row in cursor.rows(f"SELECT index_name, is_unique, sql, comment FROM duckdb_indexes() WHERE {here}")
    )
    return Table(
        database=database, schema=schema, name=name, columns=columns, constraints=found, indexes=indexes,
        comment=comment,
    )  # fmt: skip


def _counted(places: Counter[str], text: str) -> int:
    """Which of those of the same text comes."""
    places[text] += 1
    return places[text]


def referring(session: Session, table: Table) -> list[Table]:
    """The tables whose foreign keys lead to this one, and those whose keys lead to them, and so on."""
    found: dict[tuple[str, str], Table] = {}
    waiting = [table]
    while waiting:
        target = waiting.pop()
        for database, schema, name in session.cursor().rows(
            "SELECT DISTINCT database_name, schema_name, table_name FROM duckdb_constraints() "
            f"WHERE constraint_type = 'FOREIGN KEY' AND database_name = {literal(target.database)} "
            f"AND schema_name = {literal(target.schema)} AND lower(referenced_table) = {literal(target.name.lower())}"
        ):
            if (schema, name) not in found and (schema, name) != (table.schema, table.name):
                found[schema, name] = read_table(session, database, schema, name)
                waiting.append(found[schema, name])
    return list(found.values())


def _keys(sql: str) -> str:
    """What stands in the parentheses of a CREATE INDEX."""
    words = list(tokens(sql.rstrip().rstrip(";")))
    start = next(place for place, word in enumerate(words) if word.text == "(")
    return sql[words[start].end : words[-1].start]


def _told_by_text(sql: str) -> tuple[set[str], dict[str, str]]:
    """The columns that are computed, and the collations of others: of both the engine tells in the text alone."""
    words = list(tokens(sql))
    deep = depths(words)
    generated: set[str] = set()
    collations: dict[str, str] = {}
    begins = True
    name = ""
    for place, (word, depth) in enumerate(zip(words, deep, strict=True)):
        if depth == 1 and begins and word.kind in NAMES:
            name, begins = name_value(word).casefold(), False
        elif depth == 1 and word.kind is TokenKind.WORD and word.folded == "generated":
            generated.add(name)
        elif depth == 1 and word.kind is TokenKind.WORD and word.folded == "collate":
            collations[name] = f" COLLATE {_dotted(words, place + 1)}"
        elif word.text in {"(", ","} and depth <= 1:
            begins = True
    return generated, collations


def _dotted(words: Sequence[Token], place: int) -> str:
    """A name with its parts, as it is written."""
    name = words[place].text
    while place + 2 < len(words) and words[place + 1].text == ".":
        place += 2
        name += f".{words[place].text}"
    return name


def with_column_renamed(text: str, old: str, new: str) -> str:
    """An expression with another name for a column."""
    pieces: list[str] = []
    end = 0
    for word in _mentions(text, old):
        pieces.append(f"{text[end : word.start]}{quote(new)}")
        end = word.end
    return "".join(pieces) + text[end:]


def names_column(text: str, name: str) -> bool:
    """Whether a column stands in an expression."""
    return any(True for _ in _mentions(text, name))


def _mentions(text: str, name: str) -> Iterator[Token]:
    """Where a column stands in an expression; what is called like it is a function."""
    words = list(tokens(text))
    for place, word in enumerate(words):
        is_call = place + 1 < len(words) and words[place + 1].text == "("
        if word.kind in NAMES and not is_call and name_value(word).casefold() == name.casefold():
            yield word
