"""What fits a declared type, and what is told instead of being rounded, cut or moved."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed.engine import Database
from reedbed.errors import SourceInvalid
from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding import fitted, problem, type_name
from reedbed.ingest.decoding.fitting import Value
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

UTC = dt.UTC


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with Database.open(None) as database:
        yield database


def fit(database: Database, text: str, column: Column) -> tuple[Any, str | None]:
    """The value of a text in a column, and what is wrong with it."""
    value = Value(text="text")
    select = f"SELECT {fitted(value, column)}, {problem(value, 'c', column, required=False)}"
    (row,) = database.rows(f"{select} FROM (SELECT {literal(text)} AS text) AS t")
    return row


FITS: list[tuple[str, str, Any]] = [
    ("INTEGER", " 7.0 ", 7),
    ("HUGEINT", "-170141183460469231731687303715884105728", -(2**127)),
    ("DECIMAL(9, 2)", "1.50000", Decimal("1.50")),
    ("DOUBLE", "-1e3", -1000.0),
    ("DOUBLE", "Infinity", float("inf")),
    ("BOOLEAN", "true", True),
    ("DATE", "2026-01-31", dt.date(2026, 1, 31)),
    ("DATE", "2026-01-31T00:00:00", dt.date(2026, 1, 31)),
    ("TIMESTAMP", "2026-01-31", dt.datetime(2026, 1, 31)),  # noqa: DTZ001 - a time without a zone is meant
    ("TIMESTAMPTZ", "2026-01-31T02:00:00.1234560+02:00", dt.datetime(2026, 1, 31, 0, 0, 0, 123456, UTC)),
    ("TIMESTAMPTZ", "2026-01-31 00:00Z", dt.datetime(2026, 1, 31, tzinfo=UTC)),
    ("INTEGER[]", "[1, 2.0, null]", [1, 2, None]),
    ("VARCHAR[]", '["a,b", "c"]', ["a,b", "c"]),
    ('STRUCT("A" INTEGER, b VARCHAR)', '{"A": 1, "b": "x"}', {"A": 1, "b": "x"}),
    ("MAP(VARCHAR, INTEGER)", '{"a": 1}', {"a": 1}),
    ("JSON", '{"a":1}', '{"a":1}'),
]


@pytest.mark.parametrize(("type_", "text", "value"), FITS)
def test_what_fits_is_what_was_meant(database: Database, type_: str, text: str, value: object) -> None:
    assert fit(database, text, Column(path="c", type=type_)) == (value, None)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("INTEGER", "7.5"),
        ("INTEGER", "2147483648"),
        ("INTEGER[]", "[1.5]"),
        ("DECIMAL(9,2)", "1.005"),
        ("DOUBLE", "1e400"),
        ("FLOAT", "1e40"),
        ("DATE", "2026-01-31T10:00:00"),
        ("DATE", "2026-02-30"),
        ("TIMESTAMP", "2026-01-31T00:00:00+02:00"),
        ("TIMESTAMP", "2026-01-31T00:00:00.1234567"),
        ("TIMESTAMPTZ", "2026-01-31"),
        ("TIMESTAMPTZ", "2026-01-31T00:00:00"),
        ("TIMESTAMPTZ", "2026-01-31T00:00:00.1234567Z"),
        ("TIME", "10:00:00.1234567"),
        ("STRUCT(a INTEGER)", '{"a": "x"}'),
        ("INTEGER[]", "1"),
    ],
)
def test_what_would_have_to_be_changed_does_not_fit(database: Database, type_: str, text: str) -> None:
    value, wrong = fit(database, text, Column(path="c", type=type_))
    assert value is None
    assert wrong == f"c is no {type_name(Column(path='c', type=type_))}: {text}"


FORMATS: list[tuple[Column, str, dt.datetime | None]] = [
    (Column(path="c", type="TIMESTAMPTZ", format="unix"), "1767225600", dt.datetime(2026, 1, 1, tzinfo=UTC)),
    (Column(path="c", type="TIMESTAMPTZ", format="unix"), "-0.5", dt.datetime(1969, 12, 31, 23, 59, 59, 500_000, UTC)),
    (
        Column(path="c", type="TIMESTAMPTZ", format="unix_ms"),
        "1767225600001.5",
        dt.datetime(2026, 1, 1, 0, 0, 0, 1500, UTC),
    ),
    (Column(path="c", type="TIMESTAMPTZ", format="unix_us"), "1", dt.datetime(1970, 1, 1, 0, 0, 0, 1, UTC)),
    (Column(path="c", type="TIMESTAMPTZ", format="unix"), "0.0000001", None),
    (Column(path="c", type="TIMESTAMPTZ", format="unix"), "99999999999999999999", None),
    (
        Column(path="c", type="TIMESTAMPTZ", format="%d.%m.%Y %H:%M %z"),
        "31.1.2026 2:00 +0200",
        dt.datetime(2026, 1, 31, tzinfo=UTC),
    ),
    (
        Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki"),
        "2026-01-31T02:00",
        dt.datetime(2026, 1, 31, tzinfo=UTC),
    ),
    (
        Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki"),
        "2026-01-31T02:00Z",
        dt.datetime(2026, 1, 31, 2, tzinfo=UTC),
    ),
    (
        Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki", format="%d.%m.%Y %H:%M"),
        "31.7.2026 3:00",
        dt.datetime(2026, 7, 31, tzinfo=UTC),
    ),
    # The hour that is missing in spring, and the one that comes twice in autumn.
    (Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki"), "2026-03-29 03:30", None),
    (
        Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki"),
        "2026-03-29 04:00",
        dt.datetime(2026, 3, 29, 1, tzinfo=UTC),
    ),
    (Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki"), "2026-10-25 03:30", None),
    (Column(path="c", type="TIMESTAMPTZ", zone="Australia/Lord_Howe"), "2026-04-05 01:45", None),
]


@pytest.mark.parametrize("number", range(len(FORMATS)))
def test_a_format_and_a_zone_say_what_a_time_means(database: Database, number: int) -> None:
    column, text, moment = FORMATS[number]
    value, wrong = fit(database, text, column)
    assert value == moment
    assert (wrong is None) == (moment is not None)


def test_a_time_that_a_zone_has_twice_is_told_with_the_zone(database: Database) -> None:
    column = Column(path="c", type="TIMESTAMPTZ", zone="Europe/Helsinki")
    assert fit(database, "2026-10-25 03:30", column)[1] == "c is no TIMESTAMPTZ of Europe/Helsinki: 2026-10-25 03:30"


@settings(max_examples=150, deadline=None)
@given(
    value=st.integers(-(2**40), 2**40)
    | st.decimals(-(10**6), 10**6, places=3)
    | st.text("0123456789.-+eE ", max_size=12)
)
def test_an_integer_is_the_number_of_its_text_or_nothing(database: Database, value: object) -> None:
    text = str(value)
    found, wrong = fit(database, text, Column(path="c", type="BIGINT"))
    if found is None:
        assert wrong is not None
    else:
        assert Decimal(text.strip()) == found


@settings(max_examples=100, deadline=None)
@given(moment=st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)), minutes=st.integers(-840, 840))  # noqa: DTZ001 - bounds
def test_an_instant_is_the_one_of_its_text(database: Database, moment: dt.datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    assert fit(database, aware.isoformat(), Column(path="c", type="TIMESTAMPTZ")) == (aware, None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"type": "DOUBLE", "format": "unix"}, "A DOUBLE has neither format nor zone"),
        ({"type": "TIMESTAMP", "zone": "Europe/Prague"}, "A zone is for texts of TIMESTAMPTZ"),
        ({"type": "TIMESTAMPTZ", "zone": "Prague"}, "There is no time zone 'Prague'"),
        ({"type": "TIMESTAMPTZ", "format": "seconds"}, "neither one of unix"),
    ],
)
def test_a_format_that_means_nothing_is_refused(fields: dict[str, str], told: str) -> None:
    with pytest.raises(SourceInvalid, match=told):
        Column(path="c", **fields)  # type: ignore[arg-type]  # wrong on purpose
