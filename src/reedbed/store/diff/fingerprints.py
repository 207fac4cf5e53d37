"""Fingerprints of rows: the quick verdict, and the buckets in which rows have to be looked at one by one.

A row's fingerprint is 64 bits over all compared columns; a set of rows has the count, the sum (of the upper
63 bits, 128 bits wide) and the exclusive or of its rows' fingerprints: they do not depend on order and count
duplicates (rows that come in pairs vanish from the exclusive or, not from the sum).

What a match is worth: two different rows have the same fingerprint with a chance of 2^-64 (5e-20), so one
changed row is missed with that chance, and a changed value of a boolean, a number up to 64 bits or a time
never, because these hash one to one. For several changed rows the fingerprints would have to cancel in the
sum and in the exclusive or at once, which is rarer still. The hash is not cryptographic: whoever picks
values in order to deceive can do so.

DuckDB's `hash` alone would not keep that promise (measured with 1.5.5), hence `hashed` and the outer hash:
an empty list, NULL and [NULL] hash alike, as do a NULL struct and a struct of NULLs, as do intervals of
5 days, 5 months and 5 microseconds, and 128-bit values whose halves change places. Several arguments are
combined as mix(hash(c0)) ^ hash(c1), so that values exchanged between two rows leave the exclusive or
as it was, and the sum with a chance of (3/4)^64 (1e-8): hashing the combination once more mends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.store.diff.families import Family, family, is_narrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Grouping 5 M rows into 4,096 buckets costs a third more than no grouping, 16,384 half as much again;
# with 4,096, one changed row among 5 M leaves 1,200 rows to join.
BUCKETS: Final = 4096
# With more than half of the buckets to look at, reading them all is as quick as filtering.
_FILTERED_BUCKETS: Final = BUCKETS // 2

# A sum of BIGINT costs half as much as one of UBIGINT; it has 128 bits either way.
_SUM: Final = "sum(CAST(h >> 1 AS BIGINT))"
_HALVES: Final = frozenset({"HUGEINT", "UHUGEINT"})
_BY_TEXT: Final = frozenset({Family.NESTED, Family.INTERVAL, Family.OTHER})

Fingerprint = tuple[int, int, int]


def hashed(type_name: str, alias: str) -> str:
    """SQL for the arguments of `hash` that keep different values of a type apart.

    Values that are equal may get different arguments (-0.0 in a list, 30 days and 1 month): then rows are looked
    at that turn out to be equal, which costs time and changes no verdict.
    """
    if type_name in _HALVES or type_name.startswith("DECIMAL("):
        return alias if is_narrow(type_name) else f"{alias}, CAST({alias} AS DOUBLE)"
    if type_name == "UUID" or family(type_name) in _BY_TEXT:
        return f"{alias}, CAST({alias} AS VARCHAR)"
    return alias


def row_hash(types: Sequence[str]) -> str:
    """SQL for the fingerprint of a row of columns `c<i>`; rows without columns are all alike."""
    values = ", ".join(hashed(type_name, f"c{number}") for number, type_name in enumerate(types))
    return f"hash(hash({values or '0'}))"


def fingerprint_sql(rows: str, types: Sequence[str]) -> str:
    """A SELECT of count, sum and exclusive or of the fingerprints of all rows."""
    return (
        f"SELECT count(*), coalesce({_SUM}, 0), coalesce(bit_xor(h), 0)"
        f" FROM (SELECT {row_hash(types)} AS h FROM ({rows}) AS r) AS f"
    )


def _spread(aliases: Iterable[str]) -> str:
    """SQL for 64 bits that are the same for equal values and have nothing to do with their `hash`.

    DuckDB's joins place rows by the bits of `hash`: rows chosen by the same bits fall on few places, and
    joining 78,000 of them took 4 s instead of 0.1.
    """
    return f"hash(hash({', '.join(aliases)}))"


def bucket_sql(aliases: Iterable[str]) -> str:
    """SQL for the bucket of a row: equal values of `aliases` lie in the same bucket of both sides."""
    return f"({_spread(aliases)} & {BUCKETS - 1})"


def buckets_sql(rows: str, by: Iterable[str], types: Sequence[str]) -> str:
    """A SELECT of bucket, count, sum and exclusive or of the fingerprints of its rows."""
    return (
        f"SELECT bucket, count(*), {_SUM}, bit_xor(h)"
        f" FROM (SELECT {bucket_sql(by)} AS bucket, {row_hash(types)} AS h FROM ({rows}) AS r) AS f"
        " GROUP BY bucket"
    )


def differing_buckets(a: Mapping[int, Fingerprint], b: Mapping[int, Fingerprint]) -> frozenset[int]:
    """The buckets whose fingerprints are not the same on both sides."""
    return frozenset(bucket for bucket in a.keys() | b.keys() if a.get(bucket) != b.get(bucket))


def rows_in_buckets(rows: str, by: Iterable[str], buckets: Iterable[int]) -> str:
    """A SELECT of the rows of these buckets."""
    wanted = sorted(buckets)
    if len(wanted) > _FILTERED_BUCKETS:
        return rows
    numbers = ", ".join(map(str, wanted))
    return f"SELECT * FROM ({rows}) AS r WHERE {bucket_sql(by)} IN ({numbers})"


def thinned_rows(rows: str, by: Iterable[str], thinning: int) -> str:
    """A SELECT of one row of `thinning` (a power of two), the same ones every time and on both sides."""
    if thinning == 1:
        return rows
    # The bits below decide the bucket.
    return f"SELECT * FROM ({rows}) AS r WHERE ({_spread(by)} & {BUCKETS * (thinning - 1)}) = 0"
