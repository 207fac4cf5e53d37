"""Where differing rows concentrate: the values that they share and that rows in general do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.store.diff.differences import Concentration
from reedbed.store.diff.families import Family, family

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.store.diff.pairing import ColumnPair

# A column with more distinct values among the differing rows says where they are no better than a key does.
MOST_VALUES: Final = 1000
# A value shared by fewer than half of the differing rows explains too little of them, however high its lift.
LEAST_SHARE: Final = 0.5
# A value that is hardly more frequent than elsewhere explains nothing.
LEAST_LIFT: Final = 1.2
# A handful of rows always share something.
LEAST_ROWS: Final = 5
SHOWN: Final = 3
# Shares of so many rows are right to half a percent; all of 3 million differing rows took longer than the join.
LOOKED_AT_ROWS: Final = 100_000
_LEFT_OUT: Final = frozenset({Family.NESTED, Family.BLOB, Family.INTERVAL, Family.OTHER})

# Number of a column in the pairing, its most frequent value among differing rows as text, and how many have it.
Candidate = tuple[int, str | None, int]


def thinning(differing: int) -> int:
    """Of how many differing rows one is looked at, as a power of two."""
    factor = 1
    while differing > factor * LOOKED_AT_ROWS:
        factor *= 2
    return factor


def explaining_columns(pairs: Sequence[ColumnPair]) -> list[int]:
    """The columns whose values can be named in a sentence."""
    return [number for number, pair in enumerate(pairs) if family(pair.type) not in _LEFT_OUT]


def differing_rows_sql(joined: str | None, bags: Sequence[str], count: int) -> str:
    """A SELECT of all differing rows of both sides: `c<i>`, and `weight`, how many rows are meant."""
    parts = [f"SELECT * EXCLUDE (surplus), abs(surplus) AS weight FROM ({bag}) AS u" for bag in bags]
    if joined is None:
        return " UNION ALL ".join(parts)
    for letter in "ab":
        values = ", ".join(f"{letter}{i} AS c{i}" for i in range(count))
        parts.append(f"SELECT {values}, 1 AS weight FROM joined WHERE in_{letter}")
    matched = f"SELECT * FROM ({joined}) AS j WHERE changed OR NOT in_a OR NOT in_b"
    return f"WITH joined AS MATERIALIZED ({matched}) {' UNION ALL '.join(parts)}"


def frequent_values_sql(rows: str, columns: Sequence[int]) -> str:
    """A SELECT of each column's most frequent value: column, value as text, its rows, distinct values, all rows."""
    parts = [
        f"(SELECT {i}, CAST(c{i} AS VARCHAR), n, count(*) OVER (), sum(n) OVER ()"
        f" FROM (SELECT c{i}, CAST(sum(weight) AS BIGINT) AS n FROM differing GROUP BY c{i}) AS g"
        f" ORDER BY n DESC, c{i} LIMIT 1)"
        for i in columns
    ]
    return f"WITH differing AS MATERIALIZED ({rows}) {' UNION ALL '.join(parts)}"


def candidates(found: Sequence[tuple[int, str | None, int, int, int]]) -> list[Candidate]:
    """The values worth counting among all rows."""
    return [
        (column, value, rows)
        for column, value, rows, distinct, differing in found
        if differing >= LEAST_ROWS and distinct <= MOST_VALUES and rows >= LEAST_SHARE * differing
    ]


def occurrences_sql(a: str, b: str, wanted: Sequence[Candidate], types: Sequence[str]) -> str:
    """A SELECT of how many rows have each candidate; the values are bound in order, once for each side."""
    counts = ", ".join(
        f"count(*) FILTER (WHERE c{column} IS NOT DISTINCT FROM CAST(? AS {types[column]})) AS n{number}"
        for number, (column, _, _) in enumerate(wanted)
    )
    sums = ", ".join(f"CAST(sum(n{number}) AS BIGINT)" for number in range(len(wanted)))
    both = " UNION ALL ".join(f"SELECT {counts} FROM ({side}) AS s" for side in (a, b))
    return f"SELECT {sums} FROM ({both}) AS u"


def strongest(
    pairs: Sequence[ColumnPair],
    wanted: Sequence[Candidate],
    occurrences: Sequence[int],
    *,
    differing: int,
    all_rows: int,
) -> tuple[Concentration, ...]:
    """The concentrations with the highest lift, at most `SHOWN`; ties by share, then by name of column."""
    found = [
        Concentration(
            column=pairs[column].name,
            value=value,
            share_differing=rows / differing,
            share_all=times / all_rows,
        )
        for (column, value, rows), times in zip(wanted, occurrences, strict=True)
        if times
    ]
    ranked = sorted(found, key=lambda one: (-one.lift, -one.share_differing, one.column))
    return tuple(one for one in ranked if one.lift >= LEAST_LIFT)[:SHOWN]
