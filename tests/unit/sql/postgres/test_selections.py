"""Where the columns of an answer come from, by the text of its statement."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.selections import Item, Selection, Source, selection

A, B = Source(("a",), "a"), Source(("b",), "b")
X, Y = Source(("s", "a"), "x"), Source(("b",), "y")
STAR = Item(column="*")
NOTHING = Item()


@pytest.mark.parametrize(
    ("text", "items", "sources"),
    [
        ("SELECT * FROM a", [STAR], [A]),
        ('select Id, "Odd" as x, name n from a;', [Item("", "id"), Item("", "Odd"), Item("", "name")], [A]),
        ("SELECT x.*, y.id FROM s.a AS x, b y", [Item("x", "*"), Item("y", "id")], [X, Y]),
        ("SELECT id + 1, f(id, 2), 'id', a.id::text FROM a", [NOTHING] * 4, [A]),
        ("SELECT DISTINCT id FROM a WHERE id IN (SELECT id FROM b) ORDER BY 1", [Item("", "id")], [A]),
        ("SELECT * FROM a LEFT OUTER JOIN b ON a.id = b.id AND b.x > 1 WHERE true", [STAR], [A, B]),
        ("SELECT * FROM a CROSS JOIN b", [STAR], [A, B]),
        ("SELECT id FROM a, (SELECT 1 AS one) AS q, f(3)", [Item("", "id")], [A, Source((), "q"), Source((), "")]),
        ("INSERT INTO a (id) VALUES (1) ON CONFLICT DO NOTHING RETURNING *", [STAR], [A]),
        ("UPDATE a x SET id = 1 WHERE id = 2 RETURNING x.id", [Item("x", "id")], [Source(("a",), "x")]),
        ("DELETE FROM a RETURNING id, 1", [Item("", "id"), NOTHING], [A]),
    ],
)  # fmt: skip
def test_plain_columns_of_plain_tables_are_read(text: str, items: list[Item], sources: list[Source]) -> None:
    assert selection(text) == Selection(tuple(items), tuple(sources))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1",
        "VALUES (1)",
        "WITH q AS (SELECT 1 AS id) SELECT id FROM q",
        "SELECT id FROM a UNION SELECT id FROM b",
        "SELECT * FROM a JOIN b USING (id)",
        "SELECT * FROM a NATURAL JOIN b",
        "SELECT DISTINCT ON (id) id FROM a",
        "SELECT x FROM a AS q(x)",
        "UPDATE a SET id = b.id FROM b RETURNING *",
        "DELETE FROM a USING b RETURNING *",
        "INSERT INTO a VALUES (1)",
        "FROM a SELECT id",
    ],
)
def test_what_is_not_surely_read_is_left_out(text: str) -> None:
    assert selection(text) is None
