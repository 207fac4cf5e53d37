"""Tables, columns, keys and time: what was asked does not fit what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors.nearest import did_you_mean, nearest_names
from reedbed.errors.root import ReedbedError

if TYPE_CHECKING:
    from collections.abc import Iterable


class TableError(ReedbedError):
    """A request about a table that the table does not admit."""

    code = "TBL000"


class TableNotFound(TableError, LookupError):
    """No table or view of this name is in the store.

    Mend: take one of the names that the message offers, or list them with `reedbed tables`.
    """

    code = "TBL001"
    operands = ("name", "nearest")

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        self.name = name
        self.nearest = nearest_names(name, known)
        offer, hint = did_you_mean(self.nearest), "reedbed tables"
        schema, dot, inside = (self.nearest or [""])[0].partition(".")
        if dot and self.nearest[0].casefold() == name.casefold():
            # A text is one name, whatever it holds; the table is shown with its schema in the same way.
            offer, hint = "There is one in a schema.", f"TableName(schema={schema!r}, name={inside!r})"
        super().__init__(
            f"No table {name!r} in this store." + (f" {offer}" if offer else ""),
            hint=hint,
            name=name,
            nearest=self.nearest,
        )


class ColumnNotFound(TableError, LookupError):
    """A named column is not in the table or in the rows given for it.

    Mend: take one of the columns that the message lists; columns are matched by name, never by position.
    """

    code = "TBL002"
    operands = ("column", "nearest")

    def __init__(self, column: str, *, where: str, known: Iterable[str]) -> None:
        columns = list(known)
        self.column = column
        self.nearest = nearest_names(column, columns)
        offer = did_you_mean(self.nearest)
        super().__init__(
            f"No column {column!r} in {where}." + (f" {offer}" if offer else f" It has: {', '.join(columns)}."),
            hint="",
            column=column,
            where=where,
            columns=columns,
            nearest=self.nearest,
        )


class ColumnTypeMismatch(TableError, TypeError):
    """A column of the rows has a type that the table's column cannot hold without loss.

    Mend: cast the column before writing, or write with `mode="replace"` to give the table the new type.
    """

    code = "TBL003"

    def __init__(self, table: str, column: str, *, expected: str, found: str, reason: str = "") -> None:
        super().__init__(
            f"Column {column!r} of {table!r} is {expected}, the rows have {found}." + (f" {reason}" if reason else ""),
            hint=f"cast {column!r} to {expected} before writing",
            table=table,
            column=column,
            expected=expected,
            found=found,
        )


class KeyInvalid(TableError, ValueError):
    """The key of an upsert or of a comparison is missing, has NULLs, or names no column.

    Mend: name one or more columns that every row has a value for.
    """

    code = "TBL004"


class InvalidName(TableError, ValueError):
    """A table or sequence name is empty, holds a NUL character, or lies in the schema `reedbed`.

    Mend: choose another name; any other text is a valid name and is quoted for you.
    """

    code = "TBL005"


class UnsupportedInput(TableError, TypeError):
    """The rows were given as something that is not tabular.

    Mend: pass an Ibis expression, an Arrow table or reader, a Polars or pandas frame, or a DuckDB relation.
    """

    code = "TBL006"


class NaiveTime(TableError, ValueError):
    """A time without a zone was given where an instant is needed.

    Mend: give the times a zone, or declare the one they are in.
    """

    code = "TIME001"


class SequenceNotFound(TableError, LookupError):
    """No sequence of this name is in the store.

    Mend: create it with `ensure_sequence`.
    """

    code = "TBL007"
    operands = ("name", "nearest")

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        self.name = name
        self.nearest = nearest_names(name, known)
        offer = did_you_mean(self.nearest)
        super().__init__(
            f"No sequence {name!r} in this store." + (f" {offer}" if offer else ""),
            hint=f"ensure_sequence({name!r})",
            name=name,
            nearest=self.nearest,
        )
