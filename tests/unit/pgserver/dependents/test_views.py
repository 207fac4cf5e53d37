"""What views read, and their texts where that changes: held against the engine, which knows what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database
from reedbed.pgserver.dependents.freezing import frozen
from reedbed.pgserver.dependents.queries import StoredQuery
from reedbed.pgserver.dependents.renaming import renamed
from reedbed.pgserver.dependents.views import Relation, Relations, parted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor

T = Relation("memory", "main", "t")
TABLES = (
    "CREATE TABLE t (a INTEGER, b VARCHAR, c INTEGER)",
    "INSERT INTO t VALUES (1, 'x', 2), (2, 'y', 3), (3, 'x', 1)",
    "CREATE TABLE u (a INTEGER, d INTEGER)",
    "INSERT INTO u VALUES (1, 10), (3, 30), (4, 40)",
    "CREATE SCHEMA s",
    "CREATE TABLE s.t (a INTEGER)",
    'CREATE TABLE "tä x" (a INTEGER)',
)
QUERIES = (
    "SELECT a FROM t",
    "SELECT t.a, x.a AS other FROM t JOIN t x ON t.a = x.c",
    "SELECT a, b FROM t WHERE a > 1 ORDER BY a DESC",
    "SELECT c AS a, a AS c FROM t ORDER BY a",
    "SELECT max(a) AS m, b FROM t GROUP BY b HAVING min(a) > 0 ORDER BY b",
    "SELECT * FROM t",
    "SELECT t.* FROM t, u WHERE t.a = u.a",
    "SELECT * FROM t JOIN u USING (a)",
    "SELECT b, d FROM t NATURAL JOIN u",
    "WITH q AS (SELECT a FROM t) SELECT q.a, (SELECT max(c) FROM t WHERE t.a = q.a) AS m FROM q",
    "WITH t AS (SELECT 7 AS a) SELECT a FROM t",
    "SELECT u.d, (SELECT a FROM t LIMIT 1) AS first FROM u",
    "SELECT u.d FROM u WHERE EXISTS (SELECT 1 FROM t WHERE t.a = u.a)",
    "SELECT a FROM t UNION ALL SELECT d FROM u ORDER BY 1",
    "SELECT main.t.a FROM main.t",
    "SELECT q.z FROM t AS q(z)",
    "SELECT count(*) AS n FROM (SELECT DISTINCT * FROM t) q",
    "SELECT list_transform([a], lambda a: a + 1) AS l FROM t",
    "SELECT 'ü' AS u, t.a FROM t",
    "SELECT row_number() OVER (PARTITION BY b ORDER BY a DESC) AS n FROM t ORDER BY 1",
    "SELECT t FROM t",
)


@pytest.fixture(scope="module")
def opened() -> Iterator[Cursor]:
    with Database.open(None) as database:
        found = database.cursor()
        for statement in TABLES:
            found.execute(statement)
        found.execute("SET search_path = 'memory.main'")
        yield found
        found.close()


@pytest.fixture
def cursor(opened: Cursor) -> Iterator[Cursor]:
    """The tables as they were made: what a test does to them is undone."""
    opened.execute("BEGIN")
    yield opened
    opened.execute("ROLLBACK")
    opened.execute("SET search_path = 'memory.main'")


def read(cursor: Cursor, text: str) -> StoredQuery:
    query = StoredQuery.read(text, cursor)
    assert query is not None
    return query


def made(cursor: Cursor, text: str) -> Relations:
    cursor.execute(f"CREATE OR REPLACE VIEW v AS {text}")
    return Relations.read(cursor)


V = Relation("memory", "main", "v")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT 't' FROM u t", ["u"]),
        ("WITH t AS (SELECT * FROM t) SELECT * FROM t, s.t AS x", ["t", "s.t"]),
        ("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", []),
        ("SELECT (SELECT max(a) FROM u) FROM t", ["u", "t"]),
        ('SELECT * FROM "tä x"', ["tä x"]),
    ],
)
def test_relations_are_told_from_what_with_clauses_and_aliases_call_so(
    cursor: Cursor, text: str, names: list[str]
) -> None:
    found = [".".join(filter(None, (each.schema, each.name))) for each in read(cursor, text).references]
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("SELECT a FROM t", "a"),
        ("SELECT 1 AS one FROM t WHERE c > 0", "c"),
        ("SELECT count(*) AS n FROM t", ""),
        # What would be another column of the name, or an alias, if the table had none.
        ("SELECT c AS a, a AS c FROM t", "ac"),
        ("SELECT u.d, (SELECT max(b) FROM t WHERE a = 1) AS m FROM u", "ab"),
        ("SELECT d FROM t NATURAL JOIN u", "a"),
        ("SELECT count(*) AS n FROM (SELECT DISTINCT * FROM t) q", "abc"),
        ("SELECT c AS a FROM t ORDER BY a", "c"),
    ],
)
def test_a_view_uses_the_columns_that_its_answer_hangs_on(cursor: Cursor, text: str, used: str) -> None:
    assert "".join(made(cursor, text).view(V).used_columns(T)) == used


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_on_a_renamed_column_answers_as_before(cursor: Cursor, text: str) -> None:
    relations = made(cursor, text)
    before = cursor.plain_rows("SELECT * FROM v")
    names = [name for name, _ in relations.described(V)]
    view = relations.view(V)
    assert view.query is not None
    places = view.read_relations.get(T, [])
    in_place = renamed(view.query, places, "a", "new a") if places else view.text
    used = view.used_columns(T) if places else []
    around = view.query.reading(places, {each: '"new a"' if each == "a" else f'"{each}"' for each in used})
    cursor.execute('ALTER TABLE t RENAME COLUMN a TO "new a"')
    for written in filter(None, (in_place, around)):
        after = made(cursor, written)
        assert [name for name, _ in after.described(V)] == names
        assert cursor.plain_rows("SELECT * FROM v") == before


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_on_a_renamed_table_answers_as_before(cursor: Cursor, text: str) -> None:
    view = made(cursor, text).view(V)
    before = cursor.plain_rows("SELECT * FROM v")
    assert view.query is not None
    written = view.query.reading_from(view.read_relations.get(T, []), "q")
    assert written is not None
    cursor.execute("ALTER TABLE t RENAME TO q")
    cursor.execute(f"CREATE OR REPLACE VIEW v AS {written}")
    assert cursor.plain_rows("SELECT * FROM v") == before


@pytest.mark.parametrize("text", [each for each in QUERIES if "NATURAL" not in each and "USING" not in each])
def test_a_frozen_query_answers_the_same_after_its_tables_have_grown(cursor: Cursor, text: str) -> None:
    before = cursor.plain_rows(text)
    written = frozen(read(cursor, text), Relations.read(cursor), V)
    if "*" not in text and "SELECT t FROM" not in text:
        assert written == text
    for table in ("t", "u"):
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN late INTEGER DEFAULT 5")
    if "SELECT t FROM" not in text:
        assert cursor.plain_rows(written) == before


def test_a_name_that_the_path_alone_finds_gets_its_schema(cursor: Cursor) -> None:
    cursor.execute("CREATE TABLE s.only_there (a INTEGER)")
    cursor.execute("SET search_path = 'memory.s,memory.main'")
    relations = Relations.read(cursor)
    assert frozen(read(cursor, "SELECT a FROM only_there, u"), relations, V) == 'SELECT a FROM "s".only_there, u'
    assert frozen(read(cursor, "SELECT a FROM t"), relations, Relation("memory", "s", "v")) == "SELECT a FROM t"


@pytest.mark.parametrize(
    ("sql", "naming", "text"),
    [
        ("CREATE VIEW v AS SELECT 1 AS a;", "", "SELECT 1 AS a"),
        ('CREATE VIEW s."as (" ("as", b) AS SELECT 1, 2;', '("as", b)', "SELECT 1, 2"),
        (
            "CREATE OR REPLACE TEMP VIEW v AS WITH q AS (SELECT 1) SELECT * FROM q",
            "",
            "WITH q AS (SELECT 1) SELECT * FROM q",
        ),
    ],
)
def test_a_definition_is_parted_into_names_and_query(sql: str, naming: str, text: str) -> None:
    assert parted(sql) == (naming, text)


def test_views_come_after_those_that_they_read_through_others(cursor: Cursor) -> None:
    for sql in (
        "CREATE VIEW a_last AS SELECT a FROM z_first",
        "CREATE VIEW b_middle AS SELECT a FROM z_first",
        "CREATE OR REPLACE VIEW a_last AS SELECT a FROM b_middle",
    ):
        if "z_first" in sql and not cursor.plain_rows("SELECT 1 FROM duckdb_views() WHERE view_name = 'z_first'"):
            cursor.execute("CREATE VIEW z_first AS SELECT a FROM t")
        cursor.execute(sql)
    relations = Relations.read(cursor)
    first, last = V._replace(name="z_first"), V._replace(name="a_last")
    assert relations.in_order([last, first]) == [first, last]


def test_a_view_is_found_by_a_relation_whose_name_has_quotes(cursor: Cursor) -> None:
    cursor.execute('CREATE TABLE "q""t" (a INTEGER)')
    cursor.execute('CREATE VIEW quoting AS SELECT a FROM "q""t"')
    relations = Relations.read(cursor)
    found = relations.views_on(V._replace(name='q"t'))
    assert [each.relation.name for each in found] == ["quoting"]
