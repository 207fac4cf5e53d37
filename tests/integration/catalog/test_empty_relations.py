"""The page on the dialect says which relations of the catalog have no rows, and it says it of all of them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from reedbed.engine import Database
from reedbed.pgserver.catalog import install
from reedbed.pgserver.catalog.installation import PLACES, empty_relations
from reedbed.sql.postgres.catalog.columns import SCHEMAS, columns_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "dialect.md"


@pytest.fixture(scope="module")
def patterns() -> list[str]:
    section = PAGE.read_text(encoding="utf-8").partition("## What is empty in the catalog")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [pattern for row in rows for pattern in re.findall(r"`([^`]+)`", row)]


def test_the_page_names_every_relation_that_nothing_fills(patterns: list[str]) -> None:
    unnamed = {name for _, name in empty_relations() if not any(fnmatchcase(name, pattern) for pattern in patterns)}
    assert unnamed == set()


def test_no_name_on_the_page_stands_for_a_relation_that_has_rows_or_for_none(patterns: list[str]) -> None:
    empty = {name for _, name in empty_relations()}
    filled = {name for relations in SCHEMAS.values() for name in relations} - empty
    assert {pattern for pattern in patterns if any(fnmatchcase(name, pattern) for name in filled)} == set()
    assert {pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in empty)} == set()


def test_they_are_there_with_their_columns_and_without_rows() -> None:
    with Database.open(None) as database:
        install(database)
        for schema, name in empty_relations():
            relation = f"reedbed_catalog.{PLACES[schema]}.{name}"
            assert database.rows(f"SELECT * FROM {relation}") == []
            assert len(database.rows(f"DESCRIBE {relation}")) == len(columns_of(schema, name))
