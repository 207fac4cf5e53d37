"""Names as a person types them: a table of `main` by its name, one of another schema as `schema.name`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import TableNotFound
from reedbed.sql import TableName

if TYPE_CHECKING:
    from reedbed.store import StorageManager
    from reedbed.store.diff import Query


def existing_table(store: StorageManager, text: str) -> TableName:
    """The table or view that `text` names; a whole name with dots goes before schema and name.

    Raises `TableNotFound` with the nearest names.
    """
    named = [TableName(name=text)]
    schema, dot, name = text.partition(".")
    if dot and schema and name:
        named.append(TableName(schema=schema, name=name))
    for each in named:
        if store.table_exists(each):
            return each
    raise TableNotFound(text, store.list_tables())


def table_or_query(store: StorageManager, text: str) -> TableName | Query:
    """What a comparison or a profile is of: a table's name goes first, a text with spaces that names none is SQL."""
    from reedbed.store.diff import Query  # noqa: PLC0415 - DuckDB is loaded when needed

    if not store.table_exists(text) and any(character.isspace() for character in text):
        return Query(sql=text)
    return existing_table(store, text)


def qualified(store: StorageManager, name: TableName) -> str:
    """The name as it stands in SQL, with catalog and schema."""
    return store.database.qualified(name.schema, name.name)
