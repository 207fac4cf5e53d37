"""Names that PostgreSQL makes for constraints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.sql.postgres.constraint_names import LABELS, LONGEST, chosen_name, plain_name


@pytest.mark.parametrize(
    ("kind", "columns", "name"),
    [
        ("PRIMARY KEY", ["a", "b"], "t_pkey"),
        ("UNIQUE", ["a", "b"], "t_a_b_key"),
        ("FOREIGN KEY", ["a"], "t_a_fkey"),
        ("CHECK", ["a"], "t_a_check"),
        ("CHECK", ["a", "b"], "t_check"),
        ("CHECK", [], "t_check"),
        ("NOT NULL", ["a"], "t_a_not_null"),
    ],
)
def test_a_name_says_the_table_the_columns_and_the_kind(kind: str, columns: list[str], name: str) -> None:
    assert chosen_name("t", kind, columns, ()) == plain_name("t", kind, columns) == name
    assert chosen_name("t", kind, columns, {name}) == plain_name("t", kind, columns, 1) == f"{name}1"


def test_names_that_are_taken_are_passed_over_in_order() -> None:
    assert chosen_name("t", "CHECK", ["a"], {"t_a_check", "t_a_check1", "t_a_check3"}) == "t_a_check2"


def test_the_longer_part_is_cut_first_and_never_within_a_character() -> None:
    assert chosen_name("t" * 60, "UNIQUE", ["abc"], ()) == f"{'t' * 55}_abc_key"
    assert chosen_name("t" * 60, "CHECK", ["c" * 60], ()) == f"{'t' * 28}_{'c' * 28}_check"
    assert chosen_name("ř" * 40, "PRIMARY KEY", [], ()) == f"{'ř' * 29}_pkey"


@given(st.text("aé_€", min_size=1, max_size=70), st.lists(st.text("bß", min_size=1, max_size=40), max_size=3))
def test_every_name_fits_and_a_second_one_differs(table: str, columns: list[str]) -> None:
    for kind in LABELS:
        first = chosen_name(table, kind, columns, ())
        second = chosen_name(table, kind, columns, {first})
        assert len(first.encode()) <= LONGEST >= len(second.encode())
        assert first != second
