from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.store.diff.fingerprints import BUCKETS, differing_buckets, fingerprint_sql, rows_in_buckets

if TYPE_CHECKING:
    from tests.unit.store.conftest import PlainReader


def fingerprint(reader: PlainReader, values: str, types: list[str]) -> tuple[int, int, int]:
    names = ", ".join(f"c{number}" for number in range(len(types)))
    count, total, parity = reader.rows(fingerprint_sql(f"SELECT * FROM (VALUES {values}) AS t({names})", types))[0]
    return count, total, parity


@pytest.mark.parametrize(
    ("one", "other"), [("(1, 5), (2, 6)", "(1, 6), (2, 5)"), ("(1, 'a'), (2, 'b')", "(1, 'b'), (2, 'a')")]
)
def test_values_exchanged_between_rows_change_sum_and_parity(reader: PlainReader, one: str, other: str) -> None:
    types = ["INTEGER", "VARCHAR"]
    count, total, parity = fingerprint(reader, one, types)
    moved = fingerprint(reader, other, types)
    assert moved[0] == count
    assert moved[1] != total
    assert moved[2] != parity


def test_a_pair_of_equal_rows_does_not_vanish(reader: PlainReader) -> None:
    assert fingerprint(reader, "(1), (1), (2)", ["INTEGER"]) != fingerprint(reader, "(2)", ["INTEGER"])
    assert fingerprint(reader, "(1), (1), (2)", ["INTEGER"]) != fingerprint(reader, "(3), (3), (2)", ["INTEGER"])


def test_the_order_of_rows_does_not_matter(reader: PlainReader) -> None:
    assert fingerprint(reader, "(1), (2), (3)", ["INTEGER"]) == fingerprint(reader, "(3), (1), (2)", ["INTEGER"])


def test_no_rows_have_a_fingerprint(reader: PlainReader) -> None:
    assert reader.rows(fingerprint_sql("SELECT 1 AS c0 LIMIT 0", ["INTEGER"])) == [(0, 0, 0)]


def test_buckets_differ_where_one_side_lacks_them_or_has_others() -> None:
    a = {1: (1, 10, 10), 2: (1, 20, 20), 3: (1, 30, 30)}
    b = {2: (1, 20, 20), 3: (1, 31, 31), 4: (1, 40, 40)}
    assert differing_buckets(a, b) == {1, 3, 4}


def test_rows_are_not_filtered_when_most_buckets_differ() -> None:
    assert rows_in_buckets("SELECT 1 AS c0", ["c0"], range(BUCKETS)) == "SELECT 1 AS c0"
    assert "IN (5, 7)" in rows_in_buckets("SELECT 1 AS c0", ["c0"], {7, 5})
