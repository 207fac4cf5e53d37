"""The SELECT statements of a comparison, as text.

Names that users chose stand in `projection` only; every other statement works on aliases: `c<i>` is column
i of the pairing (key columns first), `a<i>` and `b<i>` its two sides where they stand in one row, `d<i>`
whether they differ there. So no column name can collide with anything in the SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql import quote
from reedbed.store.diff.families import Family, distance, family, shown
from reedbed.store.diff.tolerances import within_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.store.diff.pairing import ColumnPair, Pairing

BOTH = "in_a AND in_b"


def aliases(count: int, start: int = 0, letter: str = "c") -> list[str]:
    """Aliases of the columns `start` to `count`."""
    return [f"{letter}{number}" for number in range(start, count)]


def projection(pairs: Sequence[ColumnPair], source: str, *, of_b: bool) -> str:
    """One side's rows: each column of the pairing under its alias, as the type of the comparison."""
    items = []
    for number, pair in enumerate(pairs):
        name, type_name = (pair.name_b, pair.type_b) if of_b else (pair.name, pair.type_a)
        column = f"side.{quote(name)}"
        value = column if type_name == pair.type else f"CAST({column} AS {pair.type})"
        items.append(f"{value} AS c{number}")
    return f"SELECT {', '.join(items) or '0 AS no_column'} FROM {source} AS side"


def null_key(keys: int) -> str:
    """The condition that a key has a NULL."""
    return " OR ".join(f"{alias} IS NULL" for alias in aliases(keys))


def duplicates_sql(rows: str, keys: int) -> str:
    """A SELECT of the keys that several rows share, and how many do."""
    names = ", ".join(aliases(keys))
    return (
        f"SELECT {names}, count(*) AS times FROM ({rows}) AS r WHERE NOT ({null_key(keys)})"
        f" GROUP BY {names} HAVING count(*) > 1"
    )


def shared_keys_sql(a: str, b: str, keys: int) -> str:
    """A SELECT of the keys that several rows share on one side or on both, each once."""
    names = ", ".join(aliases(keys))
    sides = (f"SELECT {names} FROM ({duplicates_sql(rows, keys)}) AS d" for rows in (a, b))
    return " UNION ".join(sides)


def duplicate_count_sql(rows: str, keys: int) -> str:
    """A SELECT of how many keys are shared, and by how many rows."""
    return f"SELECT count(*), coalesce(sum(times), 0) FROM ({duplicates_sql(rows, keys)}) AS d"


def null_count_sql(rows: str, keys: int) -> str:
    """A SELECT of how many rows have a NULL in the key."""
    return f"SELECT count(*) FROM ({rows}) AS r WHERE {null_key(keys)}"


def sample_sql(rows: str, types: Sequence[str], condition: str, limit: int) -> str:
    """A SELECT of the first rows under a condition in the order of their columns, as values to show."""
    names = aliases(len(types))
    values = ", ".join(shown(kind, name) for kind, name in zip(types, names, strict=True))
    return f"SELECT {values} FROM ({rows}) AS r WHERE {condition} ORDER BY {', '.join(names)} LIMIT {limit}"


def faultless_rows(rows: str, keys: int, duplicates: str) -> str:
    """The rows whose key identifies them on both sides; `duplicates` selects the shared keys, empty for none."""
    kept = f"SELECT * FROM ({rows}) AS r WHERE NOT ({null_key(keys)})"
    if not duplicates:
        return kept
    return f"SELECT r.* FROM ({kept}) AS r ANTI JOIN ({duplicates}) AS d ON {_same_key(keys, 'r', 'd')}"


def faulty_rows(rows: str, keys: int, duplicates: str) -> str:
    """The other rows: with a NULL in the key, or with a key that several rows share on either side."""
    without_key = f"SELECT * FROM ({rows}) AS r WHERE {null_key(keys)}"
    if not duplicates:
        return without_key
    shared = f"SELECT r.* FROM ({rows}) AS r SEMI JOIN ({duplicates}) AS d ON {_same_key(keys, 'r', 'd')}"
    return f"{without_key} UNION ALL {shared}"


def _same_key(keys: int, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{alias} = {right}.{alias}" for alias in aliases(keys))


def joined_sql(a: str, b: str, pairing: Pairing) -> str:
    """Rows of both sides side by side: `a<i>`, `b<i>`, `d<i>` for the compared columns, `in_a`, `in_b`, `changed`."""
    keys, count = len(pairing.key), len(pairing.columns)
    sides = ", ".join(f"l.c{i} AS a{i}, r.c{i} AS b{i}" for i in range(count))
    both = (
        f"SELECT {sides}, l.there IS NOT NULL AS in_a, r.there IS NOT NULL AS in_b"
        f" FROM (SELECT *, 1 AS there FROM ({a}) AS s) AS l FULL JOIN (SELECT *, 1 AS there FROM ({b}) AS s) AS r"
        f" ON {_same_key(keys, 'l', 'r')}"
    )
    differs = [f"{BOTH} AND {differs_sql(pairing.columns[i], i)} AS d{i}" for i in range(keys, count)]
    compared = f"SELECT {', '.join(['*', *differs])} FROM ({both}) AS j"
    changed = " OR ".join(aliases(count, keys, "d")) or "false"
    return f"SELECT *, ({changed}) AS changed FROM ({compared}) AS j"


def differs_sql(pair: ColumnPair, number: int) -> str:
    """The condition that the two sides of a column differ: NaN equals NaN, NULL equals NULL, NaN is not NULL."""
    left, right = f"a{number}", f"b{number}"
    if pair.tolerance is None:
        return f"({left} IS DISTINCT FROM {right})"
    within = within_sql(pair.tolerance, pair.type, left, right)
    return f"({left} IS DISTINCT FROM {right} AND NOT {within})"


def keyed_summary_sql(joined: str, pairing: Pairing) -> str:
    """A SELECT of one row: only in a, only in b, changed, then six numbers per compared column."""
    counts = [
        "count(*) FILTER (WHERE NOT in_b)",
        "count(*) FILTER (WHERE NOT in_a)",
        "count(*) FILTER (WHERE changed)",
    ]
    for number in range(len(pairing.key), len(pairing.columns)):
        counts += _column_summary(pairing.columns[number].type, number)
    return f"SELECT {', '.join(counts)} FROM ({joined}) AS j"


def _column_summary(type_name: str, number: int) -> list[str]:
    left, right, differs = f"a{number}", f"b{number}", f"d{number}"
    apart = distance(type_name, left, right)
    nan = [f"isnan({value})" for value in (left, right)] if family(type_name) is Family.FLOAT else ["false", "false"]
    return [
        f"count(*) FILTER (WHERE {differs})",
        f"max(CASE WHEN {differs} THEN {apart} END)" if apart else "NULL",
        f"count(*) FILTER (WHERE {differs} AND {left} IS NULL)",
        f"count(*) FILTER (WHERE {differs} AND {right} IS NULL)",
        f"count(*) FILTER (WHERE {differs} AND coalesce({nan[0]}, false))",
        f"count(*) FILTER (WHERE {differs} AND coalesce({nan[1]}, false))",
    ]


def changed_sample_sql(joined: str, pairing: Pairing, limit: int) -> str:
    """A SELECT of changed rows in the order of the key: key values, then a, b and whether they differ per column."""
    keys, count = len(pairing.key), len(pairing.columns)
    types = [pair.type for pair in pairing.columns]
    values = [shown(types[i], f"a{i}") for i in range(keys)]
    for i in range(keys, count):
        values += [shown(types[i], f"a{i}"), shown(types[i], f"b{i}"), f"d{i}"]
    order = ", ".join(aliases(keys, letter="a"))
    return f"SELECT {', '.join(values)} FROM ({joined}) AS j WHERE changed ORDER BY {order} LIMIT {limit}"


def lone_rows(joined: str, count: int, *, of_b: bool) -> str:
    """The rows of a keyed join that one side has alone, each once, as `c<i>` and `surplus` (positive in a)."""
    letter, condition, surplus = ("b", "NOT in_a", -1) if of_b else ("a", "NOT in_b", 1)
    values = ", ".join(f"{letter}{i} AS c{i}" for i in range(count))
    return f"SELECT {values}, CAST({surplus} AS BIGINT) AS surplus FROM ({joined}) AS j WHERE {condition}"


def bag_sql(a: str, b: str, count: int) -> str:
    """The rows that one side has more often: `c<i>` and `surplus`, positive where a has more, negative where b has."""
    names = ", ".join(aliases(count))
    counted = (
        f"SELECT {names}, sum(times) AS surplus FROM (SELECT *, 1 AS times FROM ({a}) AS s"
        f" UNION ALL SELECT *, -1 AS times FROM ({b}) AS s) AS u GROUP BY {names}"
    )
    return f"SELECT {names}, CAST(surplus AS BIGINT) AS surplus FROM ({counted}) AS u WHERE surplus <> 0"


def bag_summary_sql(bag: str) -> str:
    """A SELECT of one row: how many rows only a has, how many only b."""
    return (
        "SELECT coalesce(sum(surplus) FILTER (WHERE surplus > 0), 0),"
        f" coalesce(-sum(surplus) FILTER (WHERE surplus < 0), 0) FROM ({bag}) AS u"
    )


def lone_sample_sql(lone: str, types: Sequence[str], limit: int, *, of_b: bool) -> str:
    """A SELECT of rows that one side has more often, in the order of their columns: how often, then the values."""
    names = aliases(len(types))
    values = ", ".join(shown(kind, name) for kind, name in zip(types, names, strict=True))
    return (
        f"SELECT abs(surplus), {values} FROM ({lone}) AS u WHERE surplus {'<' if of_b else '>'} 0"
        f" ORDER BY {', '.join(names)} LIMIT {limit}"
    )
