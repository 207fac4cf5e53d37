"""Every exception class of DuckDB's has a class of ours, and real failures land on the one that fits."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import duckdb
import pytest

from reedbed import errors
from reedbed.engine import Database
from reedbed.engine.failures import BY_CLASS, aborts_transaction, loses_the_engine, translate, translate_opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database() -> Iterator[Database]:
    with Database.open(None) as opened:
        yield opened


def test_every_exception_class_of_duckdb_is_mapped() -> None:
    classes = {kind for _, kind in inspect.getmembers(duckdb, inspect.isclass) if issubclass(kind, duckdb.Error)}
    assert classes - set(BY_CLASS) == set()


@pytest.mark.parametrize("kind", list(BY_CLASS))
def test_translation_takes_the_class_that_stands_in_the_table(kind: type[Exception]) -> None:
    assert type(translate(kind("words that tell nothing"))) is BY_CLASS[kind]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1 +", errors.SqlSyntaxError),
        ("SELECT * FROM nowhere", errors.SqlNameError),
        ("SELECT nothing FROM range(3)", errors.SqlNameError),
        ("SELECT no_such_function(1)", errors.SqlNameError),
        ("SELECT sum('a', 1, 2)", errors.SqlTypeError),
        ("SELECT 'x'::INTEGER", errors.ValueNotConvertible),
        ("SELECT 300::UTINYINT", errors.ValueNotConvertible),
        ("SELECT * FROM read_csv('/nonexistent/file.csv')", errors.FileAccessFailed),
        ("SELECT ?", errors.SqlTypeError),
        ("SELECT error('complaint')", errors.SqlTypeError),
    ],
)
def test_a_real_failure_lands_on_the_class_that_fits(
    database: Database, sql: str, expected: type[errors.EngineError]
) -> None:
    with pytest.raises(expected) as caught:
        database.rows(sql)
    assert caught.value.message
    assert isinstance(caught.value.__cause__, duckdb.Error)


def test_a_broken_key_is_told_the_same_whether_the_statement_or_the_commit_finds_it(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)")
        transaction.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(errors.ConstraintViolated), database.transaction() as transaction:
        transaction.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(errors.ConstraintViolated), database.transaction() as transaction:
        transaction.execute("CREATE TABLE u AS SELECT 1 AS i FROM range(2)")
        transaction.execute("ALTER TABLE u ADD PRIMARY KEY (i)")


def test_a_missing_space_is_told_as_a_full_disk_whatever_class_reports_it() -> None:
    words = 'Could not write file "x": No space left on device'
    assert isinstance(translate(duckdb.IOException(words)), errors.DiskFull)
    assert isinstance(translate(duckdb.FatalException(words)), errors.DiskFull)
    assert translate(duckdb.IOException(words)).retryable


def test_a_fatal_error_loses_the_engine_and_others_do_not() -> None:
    assert loses_the_engine(duckdb.FatalException("FATAL"))
    assert loses_the_engine(duckdb.IOException("database has been invalidated because of a previous fatal error"))
    assert not loses_the_engine(duckdb.IOException("No space left on device"))


def test_binding_failures_leave_a_transaction_alive_and_others_do_not() -> None:
    assert not aborts_transaction(errors.SqlNameError("x"))
    assert aborts_transaction(errors.ConstraintViolated("x"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('The file "x" exists, but it is not a valid DuckDB database file!', errors.DatabaseCorrupt),
        ("Corrupt database file: computed checksum 1 does not match stored checksum 2", errors.DatabaseCorrupt),
        ("Trying to read a database file with version number 999", errors.DatabaseNewer),
        ("Could not set lock on file: Conflicting lock is held in python (PID 7)", errors.StoreLocked),
        ("Cannot open file: No such file or directory", errors.DatabaseMissing),
        ("Cannot open file: Permission denied", errors.DatabaseUnreadable),
    ],
)
def test_what_keeps_a_file_from_opening_has_its_own_class(
    tmp_path: Path, words: str, expected: type[errors.ReedbedError]
) -> None:
    error = translate_opening(duckdb.IOException(f"IO Error: {words}"), tmp_path / "x.db")
    assert type(error) is expected
    assert str(tmp_path / "x.db") in error.message
