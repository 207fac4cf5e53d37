"""A lazy scan asks the store for what Polars needs, and its answers are those that Polars would find by itself."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.integration.served.owners import Owner

from reedbed import errors
from reedbed.store.frames.scanning import Scan
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store import StorageManager

MIDNIGHT = datetime(2026, 3, 29, tzinfo=UTC)
NUMBERS = [None, float("nan"), float("inf"), float("-inf"), -0.0, 0.0, 0.1, 2.0, -3.5, 1e300, 9007199254740993.0]
FRAME = pl.DataFrame(
    {
        "i": pl.Series([None, 0, 1, -1, 2, 9007199254740993, 2**62, -(2**62), 5, 7, 2], dtype=pl.Int64),
        "k": pl.Series([0, 1, 2, 3, None, 250, 255, 7, 8, 9, 2], dtype=pl.UInt8),
        "x": pl.Series(NUMBERS, dtype=pl.Float64),
        "f": pl.Series([None if n is None else float(n) for n in NUMBERS], dtype=pl.Float32),
        "s": ["", None, "a", "A", "ab", "b", "é", "e", "a'b", "🌿", "a\n"],
        "b": [True, False, None] * 3 + [True, False],
        "d": [None, *(date(2026, 3, 25) + timedelta(days=n) for n in range(10))],
        "t": [None, *(MIDNIGHT + timedelta(hours=n, microseconds=n) for n in range(10))],
        "n": [None, *(datetime(2026, 3, 29, n) for n in range(10))],  # noqa: DTZ001 - a column without a zone
    }
)


@pytest.fixture(scope="module")
def owner() -> Iterator[Owner]:
    with Owner() as running:
        yield running


@pytest.fixture(scope="module", params=["embedded", "served"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorageManager]:
    path: Path = tmp_path_factory.mktemp("frames") / "frames.db"
    if request.param == "served":
        running: Owner = request.getfixturevalue("owner")
        running.own(path)
    with DuckDBStorageManager(path, door=False) as opened:
        assert opened.database.remote is (request.param == "served")
        opened.write_table(FRAME, "t", checkpoint=False)
        opened.execute_sql("CREATE TABLE many AS SELECT range AS id, 'n' || range AS name FROM range(500000)")
        yield opened
    if request.param == "served":
        running.let_go(path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that scans send."""
    texts: list[str] = []
    original = Scan.statement

    def noting(self: Scan, *arguments: Any) -> str:
        texts.append(original(self, *arguments))
        return texts[-1]

    monkeypatch.setattr(Scan, "statement", noting)
    return texts


c = pl.col
PUSHED = {
    "a number": (c("i") > 1, '("i" > 1)'),
    "a small number": (c("k") == 255, '("k" = 255)'),
    "a float": (c("x") <= 0.5, "(\"x\" <= CAST('0.5' AS DOUBLE))"),
    "an integer against a float": (c("i") > 1.5, 'CAST("i" AS DOUBLE)'),
    "a text": (c("s") >= "a'b", "(\"s\" >= 'a''b')"),
    "a truth": (~c("b"), '(NOT "b")'),
    "a date": (c("d") == date(2026, 3, 28), "(\"d\" = DATE '2026-03-28')"),
    "an instant": (c("t") < MIDNIGHT + timedelta(hours=2), "TIMESTAMPTZ '2026-03-29 02:00:00.000000+00'"),
    "a time without a zone": (c("n") >= datetime(2026, 3, 29, 5), "TIMESTAMP '2026-03-29 05:00:00.000000'"),  # noqa: DTZ001 - a time without a zone is what it is about
    "a missing value": (c("s").is_null(), '("s" IS NULL)'),
    "a list of numbers": (c("i").is_in([1, 2, 99]), '("i" IN (1, 2, 99))'),
    "a list of texts": (c("s").is_in(["a", "é"]), "(\"s\" IN ('a', 'é'))"),
    "a range": (c("d").is_between(date(2026, 3, 26), date(2026, 3, 28), closed="left"), '"d" < DATE'),
    "a beginning": (c("s").str.starts_with("a"), "starts_with(\"s\", 'a')"),
    "an end": (c("s").str.ends_with("b"), "ends_with(\"s\", 'b')"),
    "a part": (c("s").str.contains("'", literal=True), "contains(\"s\", '''')"),
    "or": ((c("i") == 1) | c("x").is_null(), '(("i" = 1) OR ("x" IS NULL))'),
    "two columns": (c("x") < c("x"), '("x" < "x")'),
}


@pytest.mark.parametrize("what", PUSHED)
def test_a_filter_that_sql_knows_runs_in_the_store(store: StorageManager, asked: list[str], what: str) -> None:
    expression, text = PUSHED[what]
    assert_frame_equal(store.scan_polars("t").filter(expression).collect(), FRAME.filter(expression))
    assert text in asked[-1]


LEFT_TO_POLARS = {
    "arithmetic": c("i") * 2 > 3,
    "a pattern": c("s").str.contains("^a."),
    "a missing value in a list": c("i").is_in([1, None]),
    "a function": c("s").str.to_uppercase() == "A",
    "nothing but NaN": c("x").is_nan(),
    "an infinity": c("x") == float("inf"),
}


@pytest.mark.parametrize("what", LEFT_TO_POLARS)
def test_a_filter_that_sql_does_not_know_for_sure_stays_with_polars(
    store: StorageManager, asked: list[str], what: str
) -> None:
    expression = LEFT_TO_POLARS[what] & (c("i") < 100)
    assert_frame_equal(store.scan_polars("t").filter(expression).collect(), FRAME.filter(expression))
    assert asked[-1].endswith('WHERE ("i" < 100)')


def test_columns_and_limits_run_in_the_store(store: StorageManager, asked: list[str]) -> None:
    assert store.scan_polars("many").select("name").head(3).collect()["name"].to_list() == ["n0", "n1", "n2"]
    assert "LIMIT 3" in asked[-1]
    assert '"id"' not in asked[-1]
    assert store.scan_polars("many").select(pl.len()).collect().item() == 500_000
    assert "*" not in asked[-1].partition("FROM")[0]
    # The limit comes before the filter, as it was written.
    found = store.scan_polars("many").head(5).filter(c("id") > 2).collect()
    assert found["id"].to_list() == [3, 4]
    found = store.scan_polars("many").filter(c("id") > 2).head(2).collect()
    assert found["id"].to_list() == [3, 4]
    assert store.scan_polars("many").slice(7, 2).collect()["id"].to_list() == [7, 8]
    assert store.scan_polars("many").tail(1).collect()["id"].to_list() == [499_999]


def test_a_scan_has_its_schema_before_it_runs_and_after_it_found_nothing(
    store: StorageManager, asked: list[str]
) -> None:
    scan = store.scan_polars("t")
    assert scan.collect_schema() == FRAME.schema
    assert not asked
    assert scan.filter(c("i") == 12345).collect().schema == FRAME.schema


def test_scans_are_joined_with_each_other_and_with_frames(store: StorageManager) -> None:
    wanted = pl.LazyFrame({"id": [3, 499_999]})
    many = store.scan_polars("many")
    found = many.join(wanted, on="id").join(many.rename({"name": "again"}), on="id").sort("id").collect()
    assert found.rows() == [(3, "n3", "n3"), (499_999, "n499999", "n499999")]


def test_a_scan_is_collected_by_several_threads(store: StorageManager) -> None:
    sums, scan = [], store.scan_polars("many").select(c("id").sum())
    threads = [threading.Thread(target=lambda: sums.append(scan.collect().item())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == [sum(range(500_000))] * 4


def test_each_collect_reads_the_table_as_it_is_then(store: StorageManager) -> None:
    store.write_table(pl.DataFrame({"a": [1]}), "growing", checkpoint=False)
    scan = store.scan_polars("growing")
    assert scan.collect().height == 1
    store.write_table(pl.DataFrame({"a": [2]}), "growing", mode="append", checkpoint=False)
    assert scan.collect().height == 2
    store.write_table(pl.DataFrame({"a": ["x"]}), "growing", checkpoint=False)
    with pytest.raises(pl.exceptions.PolarsError):
        scan.collect()


def test_a_scan_feeds_a_write_to_its_own_table(store: StorageManager) -> None:
    store.write_table(pl.DataFrame({"a": range(100_000)}), "own", checkpoint=False)
    written = store.write_table(store.scan_polars("own").filter(c("a") % 2 == 0), "own", checkpoint=False)
    assert written.rows == 50_000


def test_a_collation_keeps_texts_out_of_sql(asked: list[str]) -> None:
    with DuckDBStorageManager() as memory:
        memory.execute_sql("CREATE TABLE t (s VARCHAR COLLATE NOCASE, i INTEGER)")
        memory.execute_sql("INSERT INTO t VALUES ('A', 1), ('a', 2), ('b', 3)")
        scan = memory.scan_polars("t")
        assert scan.filter(c("s") != "a", c("i") < 9).collect()["i"].to_list() == [1, 3]
        assert asked[-1].endswith('WHERE ("i" < 9)')


def test_what_cannot_be_scanned_is_told(store: StorageManager) -> None:
    with pytest.raises(errors.TableNotFound, match="man"):
        store.scan_polars("man")
    with store.transaction():
        store.write_table(pl.DataFrame({"a": [1]}), "uncommitted", checkpoint=False)
        assert store.read_polars("uncommitted").height == 1
        with pytest.raises(errors.UsageError, match="committed"):
            store.scan_polars("uncommitted")


def test_named_columns_are_read_in_the_order_of_their_names(store: StorageManager) -> None:
    assert_frame_equal(store.read_polars("t"), FRAME)
    assert_frame_equal(store.read_polars("t", ["s", "I"]), FRAME.select("s", "i"))
    with pytest.raises(errors.ColumnNotFound, match="'q'"):
        store.read_polars("t", "q")


LITERALS: dict[str, st.SearchStrategy[Any]] = {
    "i": st.one_of(st.sampled_from([0, 1, 2, 9007199254740992, 9007199254740993, 2**62]), st.floats(allow_nan=False)),
    "k": st.integers(-3, 300),
    "x": st.one_of(st.sampled_from([n for n in NUMBERS if n is not None]), st.integers(-5, 5)),
    "f": st.one_of(st.sampled_from([n for n in NUMBERS if n is not None]), st.floats(width=32)),
    "s": st.sampled_from(["", "a", "A", "ab", "é", "z", "a'b", "\n", "🌿", "\0"]),
    "d": st.dates(date(2026, 3, 24), date(2026, 4, 6)),
    "t": st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - a time without a zone is what it is about
    "n": st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 30)),  # noqa: DTZ001 - a time without a zone is what it is about
}
OPERATORS = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"]


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> pl.Expr:
    if depth and draw(st.booleans()):
        left, right = draw(conditions(depth - 1)), draw(conditions(depth - 1))
        return draw(st.sampled_from([left & right, left | right, ~left]))
    name = draw(st.sampled_from([*LITERALS, "b"]))
    if name == "b":
        return draw(st.sampled_from([c("b"), c("b").is_null(), c("b").is_not_null(), c("b") == pl.lit(value=True)]))
    return draw(comparisons(name))


@st.composite
def comparisons(draw: st.DrawFn, name: str) -> pl.Expr:
    way = draw(st.sampled_from(["compare", "between", "in", "null", "column"]))
    if way == "compare":
        found: pl.Expr = getattr(c(name), draw(st.sampled_from(OPERATORS)))(pl.lit(draw(LITERALS[name])))
        return found
    if way == "between":
        closed = draw(st.sampled_from(["both", "left", "right", "none"]))
        return c(name).is_between(pl.lit(draw(LITERALS[name])), pl.lit(draw(LITERALS[name])), closed=closed)  # type: ignore[arg-type]  # a draw has no type
    if way == "in" and name in {"i", "k", "s"}:
        choice = st.integers(0, 9) if name != "s" else LITERALS["s"]
        return c(name).is_in(draw(st.lists(choice, min_size=1, max_size=3)))
    if way == "column":
        other = draw(st.sampled_from(["i", "k", "x", "f"] if name in {"i", "k", "x", "f"} else [name]))
        compared: pl.Expr = getattr(c(name), draw(st.sampled_from(OPERATORS)))(c(other))
        return compared
    return c(name).is_null()


@settings(max_examples=150)
@given(condition=conditions())
def test_a_scan_with_any_filter_answers_as_the_frame_does(condition: pl.Expr) -> None:
    try:
        wanted = FRAME.filter(condition)
    except pl.exceptions.PolarsError:
        return
    assert_frame_equal(_memory().scan_polars("t").filter(condition).collect(), wanted)


_kept: list[StorageManager] = []


def _memory() -> StorageManager:
    if not _kept:
        _kept.append(DuckDBStorageManager())
        _kept[0].write_table(FRAME, "t")
    return _kept[0]
