"""`public` in what clients ask of the catalog: it is the schema that DuckDB calls `main`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_name IN ('numbers', 'aside') AND table_schema"
CLASSES = (
    "SELECT c.relname FROM pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND c.relname IN ('numbers', 'aside') AND"
)


@pytest.fixture(autouse=True)
def _aside(connection: Connection) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS elsewhere")
    connection.execute("CREATE TABLE IF NOT EXISTS elsewhere.aside (i INTEGER)")


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        (f"{TABLES} = 'public'", ()),
        (f"{TABLES} = %s", ("public",)),
        (f"{TABLES} = 'main'", ()),
        (f"{TABLES} IN ('public', 'nowhere')", ()),
        (f"{TABLES} IN (%s, %s)", ("nowhere", "public")),
        (f"{TABLES} = ANY(%s)", (["public"],)),
        (f"{TABLES} = ANY('{{public}}')", ()),
        (f"{TABLES} = ANY(ARRAY['public'])", ()),
        (f"{TABLES} NOT IN ('elsewhere', 'reedbed')", ()),
        (f"{CLASSES} n.nspname = 'public'", ()),
        (f"{CLASSES} 'public' = nspname", ()),
        (f"{CLASSES} n.nspname::text = %s::text", ("public",)),
        (f"{CLASSES} n.nspname OPERATOR(pg_catalog.~) '^(public)$' COLLATE pg_catalog.default", ()),
        (f"{CLASSES} c.relnamespace = 'public'::regnamespace", ()),
        ("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('numbers', 'aside')", ()),
    ],
)
def test_public_is_found_by_its_name(connection: Connection, sql: str, parameters: tuple[object, ...]) -> None:
    assert connection.execute(sql, parameters).fetchall() == [("numbers",)]


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        (f"{TABLES} <> 'public'", ()),
        (f"{TABLES} <> %s", ("public",)),
        (f"{TABLES} NOT IN ('public')", ()),
        (f"{TABLES} <> ALL(%s)", (["public"],)),
    ],
)
def test_public_is_left_out_by_its_name(connection: Connection, sql: str, parameters: tuple[object, ...]) -> None:
    assert connection.execute(sql, parameters).fetchall() == [("aside",)]


def test_where_no_schema_is_named_public_is_a_text(connection: Connection) -> None:
    sql = "SELECT 'public' AS word, relname = 'public' AS same FROM pg_class WHERE relname = 'numbers'"
    assert connection.execute(sql).fetchone() == ("public", False)
