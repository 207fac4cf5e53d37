"""What the engine says of violated constraints, as PostgreSQL's clients read it."""

from __future__ import annotations

import pytest

from reedbed import errors
from reedbed.engine import Database
from reedbed.pgserver.refusals.responses import error_response
from reedbed.pgserver.refusals.violations import violation, written_table

TABLE = "CREATE TABLE p (id INT PRIMARY KEY, a INT CHECK (a > 0), b TEXT, n TEXT NOT NULL DEFAULT 'x', UNIQUE (a, b))"


@pytest.mark.parametrize(
    ("sql", "message", "detail", "fields"),
    [
        (
            "INSERT INTO p (id) VALUES (1)",
            'duplicate key value violates unique constraint "p_pkey"',
            "Key (id)=(1) already exists.",
            {"t": "p", "n": "p_pkey"},
        ),
        (
            "UPDATE p SET id = 1 WHERE id = 2",
            'duplicate key value violates unique constraint "p_pkey"',
            "Key (id)=(1) already exists.",
            {"t": "p", "n": "p_pkey"},
        ),
        (
            "INSERT INTO main.p (id, a, b) VALUES (3, 1, 'x')",
            'duplicate key value violates unique constraint "p_a_b_key"',
            "Key (a, b)=(1, x) already exists.",
            {"t": "p", "n": "p_a_b_key"},
        ),
        (
            "UPDATE p SET n = NULL",
            'null value in column "n" of relation "p" violates not-null constraint',
            None,
            {"t": "p", "c": "n"},
        ),
        (
            "INSERT INTO p (id, a) VALUES (4, -1)",
            'new row for relation "p" violates a check constraint',
            "The constraint is CHECK((a > 0)).",
            {"t": "p"},
        ),
        (
            "INSERT INTO p VALUES (3, 3, 'z, q: 5', 'w')",
            "duplicate key value violates a unique constraint",
            "The key is a: 3, b: z, q: 5.",
            {},
        ),
        (
            "INSERT INTO p (id) VALUES (30), (30)",
            "duplicate key value violates a unique constraint",
            "The key is 30.",
            {"t": "p"},
        ),
        (
            "INSERT INTO k VALUES (2, 99)",
            'insert or update on table "k" violates a foreign key constraint',
            "Key (id)=(99) is not present in the referenced table.",
            {"t": "k"},
        ),
        (
            "DELETE FROM p WHERE id = 1",
            'update or delete on table "p" violates a foreign key constraint',
            "Key (pid)=(1) is still referenced.",
            {"t": "p"},
        ),
    ],
)
def test_a_violation_names_what_was_violated(
    sql: str, message: str, detail: str | None, fields: dict[str, str]
) -> None:
    with Database.open(None) as database:
        cursor = database.current()
        cursor.execute(TABLE)
        cursor.execute("INSERT INTO p VALUES (1, 1, 'x', 'x'), (2, 2, 'y', 'y'), (9, 3, 'z, q: 5', 'z')")
        cursor.execute("CREATE TABLE k (id INT PRIMARY KEY, pid INT REFERENCES p (id))")
        cursor.execute("INSERT INTO k VALUES (1, 1)")
        with pytest.raises(errors.ConstraintViolated) as caught:
            cursor.execute(sql)
    told = dict(error_response(caught.value, sql).fields)
    assert (told["M"], told.get("D")) == (message, detail)
    assert {letter: told[letter] for letter in told.keys() & {"t", "c", "n"}} == fields


def test_what_is_no_violation_of_these_is_left_as_it_is() -> None:
    assert violation("Violates foreign key constraint because of something", "INSERT INTO p VALUES (1)") is None


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "My schema"."My table" VALUES (1)', "My table"),
        ("WITH x AS (SELECT 1) UPDATE Things SET a = 1", "things"),
        ("COPY things FROM STDIN", "things"),
        ("DELETE FROM ONLY_ONE WHERE true", "only_one"),
        ("SELECT 1", ""),
        ("INSERT INTO 'unfinished", ""),
    ],
)
def test_the_table_that_a_statement_writes_is_found_in_its_text(sql: str, table: str) -> None:
    assert written_table(sql) == table


def test_a_key_of_columns_with_spaces_in_their_names_is_told() -> None:
    with Database.open(None) as database:
        cursor = database.cursor()
        cursor.execute('CREATE TABLE p ("my id" INT PRIMARY KEY)')
        cursor.execute('CREATE TABLE c (a INT REFERENCES p ("my id"))')
        cursor.execute("INSERT INTO p VALUES (1)")
        told = []
        for sql in ("INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (7)"):
            with pytest.raises(errors.ConstraintViolated) as caught:
                cursor.execute(sql)
            told.append(error_response(caught.value, sql).fields["D"])
    assert told == ["Key (my id)=(1) already exists.", "Key (my id)=(7) is not present in the referenced table."]


def test_a_key_whose_columns_cannot_be_told_is_not_guessed() -> None:
    with Database.open(None) as database:
        cursor = database.cursor()
        cursor.execute('CREATE TABLE p ("a:b" INT PRIMARY KEY)')
        cursor.execute("INSERT INTO p VALUES (1)")
        with pytest.raises(errors.ConstraintViolated) as caught:
            cursor.execute("INSERT INTO p VALUES (1)")
    fields = error_response(caught.value, "INSERT INTO p VALUES (1)").fields
    assert (fields["M"], "n" in fields) == ("duplicate key value violates a unique constraint", False)
