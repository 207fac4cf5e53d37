"""The two sides of a comparison: a table by name or a query by its text, and the columns it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.errors import UsageError
from reedbed.sql import TableName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.ports.queries import SqlReader

_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A SELECT statement that stands for a table.

    It runs once for each pass of a comparison, so it has to give the same rows every time. A trailing
    semicolon is dropped; raises `UsageError` when nothing is left.
    """

    sql: str

    def __post_init__(self) -> None:
        if not self.text:
            msg = "A query needs the text of a SELECT statement; the text given is empty."
            raise UsageError(msg)

    @property
    def text(self) -> str:
        """The statement without its semicolon."""
        return self.sql.strip().rstrip(";").rstrip()

    def __str__(self) -> str:
        line = " ".join(self.text.split())
        return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


Relation = TableName | Query


def relation_sql(relation: Relation) -> str:
    """The relation as it stands behind FROM. The line break keeps a query's last comment to itself."""
    return relation.quoted if isinstance(relation, TableName) else f"({relation.text}\n)"


def describe_sql(relations: Sequence[str]) -> str:
    """A SELECT of column names and types of the UNION ALL of several SELECT statements."""
    return f"SELECT column_name, column_type FROM (DESCRIBE {' UNION ALL '.join(relations)})"


def describe(reader: SqlReader, relation: Relation) -> dict[str, str]:
    """Column names and DuckDB types of a relation, in its order."""
    sql = describe_sql([f"SELECT * FROM {relation_sql(relation)} AS side"])
    return {str(name): str(type_name) for name, type_name in reader.rows(sql)}
