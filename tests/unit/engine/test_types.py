"""Names of types are read as DuckDB reads them, by any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from reedbed import errors
from reedbed.engine.reader import read_type
from reedbed.engine.types import spelled_type


def test_a_name_is_spelled_as_duckdb_does() -> None:
    assert spelled_type("int8[]") == "BIGINT[]"
    assert spelled_type("struct(a timestamptz)") == "STRUCT(a TIMESTAMP WITH TIME ZONE)"


@pytest.mark.parametrize("text", ["nonsense", "INTEGER) AS n, (SELECT 1", ""])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(errors.SqlTypeError):
        spelled_type(text)


def test_a_failed_transaction_of_the_applications_own_is_in_nobodys_way() -> None:
    duckdb.execute("BEGIN")
    try:
        with pytest.raises(duckdb.Error, match="broken"):
            duckdb.execute("SELECT error('broken')").fetchall()
        assert str(read_type("DECIMAL(3,1)[]")) == "DECIMAL(3,1)[]"
    finally:
        duckdb.execute("ROLLBACK")


def test_threads_read_types_at_once_beside_texts_that_are_none() -> None:
    def read(number: int) -> str:
        if number % 3 == 0:
            with pytest.raises(Exception, match="nothing"):
                read_type(f"nothing_{number}")
            return "refused"
        return str(read_type(f"DECIMAL({number % 38 + 1},0)[]"))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, range(600)))
    assert found == ["refused" if n % 3 == 0 else f"DECIMAL({n % 38 + 1},0)[]" for n in range(600)]
