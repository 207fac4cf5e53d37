"""Looking at the rows of differing buckets: keys, changed rows, rows of one side only, and where they concentrate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.store.diff import concentrations as where
from reedbed.store.diff import fingerprints, statements
from reedbed.store.diff.differences import (
    CellChange,
    ChangedRow,
    ColumnDifference,
    Concentration,
    KeyFaults,
    LoneRow,
)
from reedbed.store.diff.families import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.store.diff.preparation import Comparison

KEY_SAMPLE: Final = 5


def row_differences(comparison: Comparison, prints: Sequence[fingerprints.Fingerprint], limit: int) -> dict[str, Any]:
    """The fields of a `Diff` that say how rows differ, whose fingerprints `prints` do."""
    rows_a, rows_b = prints[0][0], prints[1][0]
    if not comparison.columns:
        return {"only_in_a": max(rows_a - rows_b, 0), "only_in_b": max(rows_b - rows_a, 0)}
    a, b = _suspects(comparison)
    if comparison.keys:
        return _keyed_differences(comparison, a, b, limit=limit, all_rows=rows_a + rows_b)
    bag = statements.bag_sql(a, b, len(comparison.columns))
    counts = _bag_counts(comparison, bag)
    found: dict[str, Any] = {"only_in_a": counts[0], "only_in_b": counts[1]}
    found |= _lone_samples(comparison, (bag, bag), counts, limit)
    thinning = where.thinning(sum(counts))
    thin_a, thin_b = (fingerprints.thinned_rows(rows, comparison.bucketed_by, thinning) for rows in (a, b))
    bags = [statements.bag_sql(thin_a, thin_b, len(comparison.columns))]
    found["concentrations"] = _concentrations(comparison, None, bags, differing=sum(counts), all_rows=rows_a + rows_b)
    return found


def _keyed_differences(comparison: Comparison, a: str, b: str, *, limit: int, all_rows: int) -> dict[str, Any]:
    count = len(comparison.columns)
    faults = key_faults(comparison, comparison.rows_a), key_faults(comparison, comparison.rows_b)
    joined, bags = _matched(comparison, a, b, faults)
    summary = comparison.reader.rows(statements.keyed_summary_sql(joined, comparison.pairing))[0]
    only_a, only_b, changed = summary[:3]
    more = [_bag_counts(comparison, bag) for bag in bags]
    lone = only_a + sum(pair[0] for pair in more), only_b + sum(pair[1] for pair in more)
    alone_a = " UNION ALL ".join([statements.lone_rows(joined, count, of_b=False), *bags])
    alone_b = " UNION ALL ".join([statements.lone_rows(joined, count, of_b=True), *bags])
    found = {"keys": faults, "only_in_a": lone[0], "only_in_b": lone[1], "changed": changed}
    found |= _lone_samples(comparison, (alone_a, alone_b), lone, limit)
    found["columns"] = _column_differences(comparison, summary[3:])
    found["sample_changed"] = _changed_sample(comparison, joined, limit) if changed else ()
    differing = 2 * changed + sum(lone)
    thinning = where.thinning(differing)
    thin_a, thin_b = (fingerprints.thinned_rows(rows, comparison.bucketed_by, thinning) for rows in (a, b))
    joined, bags = _matched(comparison, thin_a, thin_b, faults)
    found["concentrations"] = _concentrations(comparison, joined, bags, differing=differing, all_rows=all_rows)
    return found


def _matched(comparison: Comparison, a: str, b: str, faults: tuple[KeyFaults, KeyFaults]) -> tuple[str, list[str]]:
    """Rows matched by key, and the rows that no key identifies as a bag, if there are any."""
    keys = comparison.keys
    shared = any(side.duplicate_keys for side in faults)
    duplicates = statements.shared_keys_sql(a, b, keys) if shared else ""
    sides = [statements.faultless_rows(rows, keys, duplicates) for rows in (a, b)]
    joined = statements.joined_sql(sides[0], sides[1], comparison.pairing)
    if not (faults[0].any or faults[1].any):
        return joined, []
    rest = [statements.faulty_rows(rows, keys, duplicates) for rows in (a, b)]
    return joined, [statements.bag_sql(rest[0], rest[1], len(comparison.columns))]


def key_faults(comparison: Comparison, rows: str) -> KeyFaults:
    """The keys of one side that identify no row."""
    read, keys = comparison.reader.rows, comparison.keys
    names = [pair.name for pair in comparison.pairing.key]
    types = comparison.types[:keys]
    shared, shared_rows = read(statements.duplicate_count_sql(rows, keys))[0]
    nulls = read(statements.null_count_sql(rows, keys))[0][0]
    duplicates, without_key = statements.duplicates_sql(rows, keys), statements.null_key(keys)
    shared_sample = read(statements.sample_sql(duplicates, types, "true", KEY_SAMPLE)) if shared else []
    null_sample = read(statements.sample_sql(rows, types, without_key, KEY_SAMPLE)) if nulls else []
    return KeyFaults(
        duplicate_keys=shared,
        duplicate_rows=int(shared_rows),
        duplicate_sample=tuple(dict(zip(names, row, strict=True)) for row in shared_sample),
        null_rows=nulls,
        null_sample=tuple(dict(zip(names, row, strict=True)) for row in null_sample),
    )


def _suspects(comparison: Comparison) -> tuple[str, str]:
    """The rows of both sides that lie in differing buckets."""
    found = []
    for rows in (comparison.rows_a, comparison.rows_b):
        sql = fingerprints.buckets_sql(rows, comparison.bucketed_by, comparison.types)
        found.append({row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in comparison.reader.rows(sql)})
    buckets = fingerprints.differing_buckets(found[0], found[1])
    a, b = (
        fingerprints.rows_in_buckets(rows, comparison.bucketed_by, buckets)
        for rows in (comparison.rows_a, comparison.rows_b)
    )
    return a, b


def _bag_counts(comparison: Comparison, bag: str) -> tuple[int, int]:
    more_in_a, more_in_b = comparison.reader.rows(statements.bag_summary_sql(bag))[0]
    return int(more_in_a), int(more_in_b)


def _lone_samples(
    comparison: Comparison, lone: tuple[str, str], counts: tuple[int, int], limit: int
) -> dict[str, tuple[LoneRow, ...]]:
    names = [pair.name for pair in comparison.pairing.columns]
    found: dict[str, tuple[LoneRow, ...]] = {}
    for field, rows, count, of_b in (
        ("sample_only_in_a", lone[0], counts[0], False),
        ("sample_only_in_b", lone[1], counts[1], True),
    ):
        sql = statements.lone_sample_sql(rows, comparison.types, limit, of_b=of_b)
        sample = comparison.reader.rows(sql) if count else []
        found[field] = tuple(
            LoneRow(values=dict(zip(names, values, strict=True)), times=int(times)) for times, *values in sample
        )
    return found


def _column_differences(comparison: Comparison, numbers: Sequence[Any]) -> tuple[ColumnDifference, ...]:
    """The columns that differ somewhere, those with the most rows first."""
    found = []
    for position, pair in enumerate(comparison.pairing.compared):
        rows, largest, null_a, null_b, nan_a, nan_b = numbers[6 * position : 6 * position + 6]
        if rows:
            found.append(
                ColumnDifference(
                    name=pair.name,
                    type=pair.type,
                    rows=rows,
                    largest=largest,
                    unit=unit(pair.type),
                    null_in_a=null_a,
                    null_in_b=null_b,
                    nan_in_a=nan_a,
                    nan_in_b=nan_b,
                )
            )
    return tuple(sorted(found, key=lambda column: -column.rows))


def _changed_sample(comparison: Comparison, joined: str, limit: int) -> tuple[ChangedRow, ...]:
    key = [pair.name for pair in comparison.pairing.key]
    names = [pair.name for pair in comparison.pairing.compared]
    rows = comparison.reader.rows(statements.changed_sample_sql(joined, comparison.pairing, limit))
    found = []
    for row in rows:
        triples = zip(names, *(row[len(key) + offset :: 3] for offset in range(3)), strict=True)
        cells = tuple(CellChange(column=name, a=a, b=b) for name, a, b, differs in triples if differs)
        found.append(ChangedRow(key=dict(zip(key, row[: len(key)], strict=True)), cells=cells))
    return tuple(found)


def _concentrations(
    comparison: Comparison, joined: str | None, bags: Sequence[str], *, differing: int, all_rows: int
) -> tuple[Concentration, ...]:
    columns = where.explaining_columns(comparison.pairing.columns)
    if not columns or differing < where.LEAST_ROWS:
        return ()
    rows = where.differing_rows_sql(joined, bags, len(comparison.columns))
    frequent = comparison.reader.rows(where.frequent_values_sql(rows, columns))
    wanted = where.candidates([(row[0], row[1], row[2], row[3], int(row[4])) for row in frequent])
    if not wanted:
        return ()
    sql = where.occurrences_sql(comparison.rows_a, comparison.rows_b, wanted, comparison.types)
    values = [value for _, value, _ in wanted]
    occurrences = comparison.reader.rows(sql, [*values, *values])[0]
    looked_at = int(frequent[0][4])
    return where.strongest(comparison.pairing.columns, wanted, occurrences, differing=looked_at, all_rows=all_rows)
