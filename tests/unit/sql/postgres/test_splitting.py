"""A text is cut into statements where PostgreSQL cuts it."""

from __future__ import annotations

import pytest

from reedbed.errors import SqlSyntaxError
from reedbed.sql.postgres.splitting import StatementText, split


@pytest.mark.parametrize("text", ["", "  \n", ";", " ; ; ", "-- nothing", "/* a /* nested */ comment */ ;"])
def test_a_text_without_a_statement_has_none(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("SELECT 1", StatementText("SELECT 1", 0)),
        ("  SELECT 1 ; ", StatementText("SELECT 1", 2)),
        ("SELECT 'a;b'", StatementText("SELECT 'a;b'", 0)),
        ("SELECT E'a\\';b'", StatementText("SELECT E'a\\';b'", 0)),
        ('SELECT "a;b"', StatementText('SELECT "a;b"', 0)),
        ("SELECT $$a;b$$", StatementText("SELECT $$a;b$$", 0)),
        ("SELECT $f$a;$$;b$f$", StatementText("SELECT $f$a;$$;b$f$", 0)),
        ("SELECT 1 -- a; b", StatementText("SELECT 1", 0)),
        ("-- a; b\nSELECT 1", StatementText("SELECT 1", 8)),
        ("/* a; /* b; */ c; */ SELECT 1 /* d; */;", StatementText("SELECT 1", 21)),
        ("(SELECT 1)", StatementText("(SELECT 1)", 0)),
        ("SELECT (1; 2)", StatementText("SELECT (1; 2)", 0)),
        ("SELECT $1", StatementText("SELECT $1", 0)),
    ],
)
def test_a_semicolon_ends_a_statement_only_outside_of_everything(text: str, statement: StatementText) -> None:
    assert split(text) == [statement]


def test_each_statement_knows_its_place() -> None:
    text = "BEGIN; SELECT 'ž;' ;\n /* c */ COMMIT"
    found = split(text)
    assert [each.sql for each in found] == ["BEGIN", "SELECT 'ž;'", "COMMIT"]
    assert all(text[each.offset :].startswith(each.sql) for each in found)


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("SELECT 1; SELECT 'a", "unterminated quoted string", 17),
        ('SELECT 1; SELECT "a', "unterminated quoted identifier", 17),
        ("SELECT 1; SELECT $a$b$$", "unterminated dollar-quoted string", 17),
        ("SELECT 1; /* /* */", "unterminated /* comment", 10),
        ('SELECT 1; SELECT ""', "zero-length delimited identifier", 17),
    ],
)
def test_what_does_not_end_is_an_error_of_the_whole_text(text: str, message: str, position: int) -> None:
    with pytest.raises(SqlSyntaxError, match=message.replace("/*", r"/\*")) as caught:
        split(text)
    assert caught.value.details["position"] == position
