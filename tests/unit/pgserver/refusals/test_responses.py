"""What clients get of an error: message, hint and position, taken out of DuckDB's one text."""

from __future__ import annotations

import json

import pytest

from reedbed import errors
from reedbed.engine import Database
from reedbed.pgserver.refusals.responses import error_response


def refused(sql: str) -> errors.ReedbedError:
    with Database.open(None) as database:
        database.current().execute("CREATE TABLE flights (i INT)")
        with pytest.raises(errors.ReedbedError) as caught:
            database.current().rows(sql)
    return caught.value


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("SELECT * FROM flihgts", "flihgts"),
        ("SELECT i,\n  nope\nFROM flights", "nope"),
        ("SELECT i FROM flights WHERE " + "i = 1 AND " * 40 + "nope = 1", "nope"),
    ],
)
def test_the_position_is_that_of_the_word_at_fault(sql: str, word: str) -> None:
    fields = error_response(refused(sql), sql).fields
    assert int(fields["P"]) == sql.index(word) + 1


def test_the_position_is_found_in_a_text_that_was_rewritten_before_it_ran() -> None:
    fields = error_response(refused('SELECT 1 AS "?column?" FROM flihgts'), "SELECT 1 FROM flihgts").fields
    assert fields["P"] == "15"


def test_what_duckdb_offers_is_the_hint() -> None:
    fields = error_response(refused("SELECT * FROM flihgts"), "SELECT * FROM flihgts").fields
    assert "flights" in fields["H"]
    assert "\n" not in fields["M"]
    assert not fields["M"].startswith("Catalog Error")


def test_another_reedbed_process_gets_the_error_whole() -> None:
    error = errors.SettingRefused("No.", hint="SHOW ALL", name="x")
    fields = error_response(error, as_json=True).fields
    assert json.loads(fields["J"])["code"] == "SES002"
    assert "J" not in error_response(error).fields
