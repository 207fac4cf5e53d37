"""The SELECT statements of a profile, as text; column i of the table is `c<i>` in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql import quote
from reedbed.store.diff.families import NUMBERS, Family, family, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Up to here distinct counts and quartiles are exact, beyond approximate: exact ones keep every value in memory.
EXACT_ROWS: Final = 100_000
BINS: Final = 20
TOP_VALUES: Final = 10
_TOP_FAMILIES: Final = frozenset({Family.TEXT, Family.ENUM, Family.BOOLEAN})
_BIN_FAMILIES: Final = NUMBERS | {Family.DATE, Family.TIMESTAMP, Family.TIME}
_OPAQUE: Final = frozenset({Family.NESTED, Family.BLOB})


def is_opaque(type_name: str) -> bool:
    """Whether only NULLs and lengths of the column are told."""
    return family(type_name) in _OPAQUE


def has_bins(type_name: str) -> bool:
    """Whether the column has a histogram."""
    return family(type_name) in _BIN_FAMILIES and type_name not in ("TIME WITH TIME ZONE", "BIGNUM")


def has_top(type_name: str) -> bool:
    """Whether the column's most frequent values are told."""
    return family(type_name) in _TOP_FAMILIES


def projection(names: Sequence[str], source: str) -> str:
    """The table's rows under the aliases."""
    return f"SELECT {', '.join(f'side.{quote(name)} AS c{i}' for i, name in enumerate(names))} FROM {source} AS side"


def figures_sql(rows: str, types: Sequence[str], *, exact: bool) -> str:
    """A SELECT of one row: for each column the figures of `figures_of`, in its order."""
    figures = [sql for i, kind in enumerate(types) for sql in figures_of(kind, f"c{i}", exact=exact).values()]
    return f"SELECT {', '.join(figures)} FROM ({rows}) AS r"


def figures_of(type_name: str, alias: str, *, exact: bool) -> Mapping[str, str]:
    """The aggregates of a column by the name of the figure."""
    found = {"values": f"count({alias})"}
    if is_opaque(type_name):
        return found | _lengths(type_name, alias)
    found["distinct"] = f"count(DISTINCT {alias})" if exact else f"approx_count_distinct({alias})"
    finite = _finite(type_name, alias)
    if family(type_name) is Family.FLOAT:
        found["nans"] = f"count(*) FILTER (WHERE isnan({alias}))"
        found["infinities"] = f"count(*) FILTER (WHERE isinf({alias}))"
    for name, function in (("minimum", "min"), ("maximum", "max")):
        found[name] = shown(type_name, f"{function}({alias}){finite}")
        if has_bins(type_name):
            found["low" if name == "minimum" else "high"] = position(type_name, f"{function}({alias}){finite}")
    if family(type_name) in NUMBERS and type_name != "BIGNUM":
        found["mean"] = f"CAST(avg({alias}){finite} AS DOUBLE)"
        quartile = "quantile_cont" if exact else "approx_quantile"
        found["quartiles"] = f"CAST({quartile}({alias}, [0.25, 0.5, 0.75]){finite} AS DOUBLE[])"
    return found


def _lengths(type_name: str, alias: str) -> dict[str, str]:
    if type_name.endswith("]"):
        length = f"len({alias})"
    elif type_name.startswith("MAP("):
        length = f"cardinality({alias})"
    elif type_name == "BLOB":
        length = f"octet_length({alias})"
    else:
        return {}
    return {"shortest": f"min({length})", "longest": f"max({length})"}


def _finite(type_name: str, alias: str) -> str:
    """Infinite dates have no place between minimum and maximum either."""
    if family(type_name) in (Family.FLOAT, Family.DATE, Family.TIMESTAMP):
        return f" FILTER (WHERE isfinite({alias}))"
    return ""


def position(type_name: str, value: str) -> str:
    """A value as a number on the axis of its histogram: numbers as they are, days of dates, ticks of times."""
    if family(type_name) in NUMBERS:
        return f"CAST({value} AS DOUBLE)"
    if family(type_name) is Family.DATE:
        return f"CAST({value} - DATE '1970-01-01' AS DOUBLE)"
    function = "epoch_ns" if type_name.endswith("_NS") else "epoch_us"
    return f"CAST({function}({value}) AS DOUBLE)"


def histograms_sql(rows: str, types: Sequence[str], edges: Mapping[int, Sequence[float]]) -> str:
    """A SELECT of one row: for each column the counts of its bins, by upper edge; finite values only."""
    counts = []
    for i, uppers in edges.items():
        bounds = ", ".join(f"{edge!r}::DOUBLE" for edge in uppers)
        finite = _finite(types[i], f"c{i}")
        counts.append(f"map_values(histogram({position(types[i], f'c{i}')}, [{bounds}]){finite})")
    return f"SELECT {', '.join(counts)} FROM ({rows}) AS r"


def edges_sql(type_name: str, edges: Sequence[float]) -> str:
    """A SELECT of positions as times in text: one column for each edge."""
    return f"SELECT {', '.join(_time_text(type_name, edge) for edge in edges)}"


def _time_text(type_name: str, edge: float) -> str:
    if family(type_name) is Family.DATE:
        return f"CAST(DATE '1970-01-01' + CAST({round(edge)} AS INTEGER) AS VARCHAR)"
    ticks = round(edge / 1000 if type_name.endswith("_NS") else edge)
    if family(type_name) is Family.TIME:
        return f"CAST(TIME '00:00' + to_microseconds({ticks}) AS VARCHAR)"
    return f"replace(CAST(make_timestamp({ticks}) AS VARCHAR), ' ', 'T')"


def top_sql(rows: str, columns: Sequence[int]) -> str:
    """A SELECT of column, value as text, rows: the most frequent values of each column, ties in the order of values."""
    parts = [
        f"(SELECT {i} AS number, CAST(c{i} AS VARCHAR) AS value, count(*) AS n FROM ({rows}) AS r"
        f" WHERE c{i} IS NOT NULL GROUP BY c{i} ORDER BY n DESC, c{i} LIMIT {TOP_VALUES})"
        for i in columns
    ]
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS u ORDER BY number, n DESC, value"
