"""A comparison as plain text, for terminals and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors.counts import count_of
from reedbed.store.diff.documents import cell_text, text_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.store.diff.differences import (
        Cell,
        ChangedRow,
        ColumnDifference,
        Concentration,
        Findings,
        KeyFaults,
        LoneRow,
    )

COLUMN_HEADER = ("column", "rows", "largest", "NULL in a / b", "NaN in a / b")


def report(diff: Findings) -> str:
    """The whole report; one line when there is nothing to tell."""
    lines = [headline(diff), *(f"  {line}" for line in [*schema_lines(diff), *key_lines(diff), *count_lines(diff)])]
    if diff.columns:
        lines += ["", "columns", *text_table(COLUMN_HEADER, [column_cells(column) for column in diff.columns])]
    if diff.concentrations:
        lines += ["", "where", *(f"  {concentration_text(found)}" for found in diff.concentrations)]
    if diff.sample_changed:
        header, rows = changed_table(diff.key, diff.sample_changed)
        lines += ["", f"changed rows, {len(diff.sample_changed)} of {diff.changed:,}", *text_table(header, rows)]
    for side, total, sample in lone_samples(diff):
        header, rows = lone_table(sample)
        lines += ["", f"only in {side}, {len(sample)} of {total:,}", *text_table(header, rows, width=24)]
    return "\n".join(lines)


def headline(diff: Findings) -> str:
    """The verdict in one sentence."""
    if diff.identical:
        return f"identical: {diff.a} and {diff.b}, {count_of(diff.rows_a, 'row')}"
    schema = "same schema" if diff.same_schema else "different schema"
    rows = "same rows" if diff.same_rows else "different rows"
    return f"different: {diff.a} (a) and {diff.b} (b), {schema}, {rows}"


def schema_lines(diff: Findings) -> list[str]:
    """Each difference of the columns, and what was left out of the comparison."""
    schema = diff.schema
    lines = [f"column {column.name!r} ({column.type}) only in a" for column in schema.only_in_a]
    lines += [f"column {column.name!r} ({column.type}) only in b" for column in schema.only_in_b]
    for change in schema.types:
        how = f"compared as {change.compared_as}" if change.compared_as else "not comparable"
        lines.append(f"column {change.name!r} is {change.type_a} in a, {change.type_b} in b ({how})")
    lines += [f"column {a!r} is spelled {b!r} in b" for a, b in schema.spellings]
    if schema.order_differs:
        lines.append("columns stand in another order (no difference)")
    if diff.ignored:
        lines.append(f"ignored: {', '.join(diff.ignored)}")
    lines += [f"tolerance of {column!r}: {tolerance}" for column, tolerance in diff.tolerances.items()]
    return lines


def key_lines(diff: Findings) -> list[str]:
    """Duplicate and NULL keys of each side."""
    return [line for side, faults in zip("ab", diff.keys or (), strict=False) for line in _fault_lines(side, faults)]


def _fault_lines(side: str, faults: KeyFaults) -> list[str]:
    lines = []
    if faults.duplicate_keys:
        which = "; ".join(values_text(key) for key in faults.duplicate_sample)
        lines.append(
            f"key not unique in {side}: {count_of(faults.duplicate_rows, 'row')}, such as {which} (compared as bags)"
        )
    if faults.null_rows:
        lines.append(f"NULL in the key in {side}: {count_of(faults.null_rows, 'row')} (compared as bags)")
    return lines


def count_lines(diff: Findings) -> list[str]:
    """Row counts, when the rows differ."""
    if diff.same_rows:
        return [] if diff.identical else [f"rows: {diff.rows_a:,} in a, {diff.rows_b:,} in b"]
    counts = (
        f"rows: {diff.rows_a:,} in a, {diff.rows_b:,} in b; only in a {diff.only_in_a:,}, only in b {diff.only_in_b:,}"
    )
    return [f"{counts}, changed {diff.changed:,}" if diff.key else counts]


def column_cells(column: ColumnDifference) -> tuple[str, ...]:
    """A column's differences as cells under `COLUMN_HEADER`."""
    largest = "" if column.largest is None else f"{column.largest:.6g} {column.unit}".rstrip()
    nulls = f"{column.null_in_a:,} / {column.null_in_b:,}" if column.null_in_a or column.null_in_b else ""
    nans = f"{column.nan_in_a:,} / {column.nan_in_b:,}" if column.nan_in_a or column.nan_in_b else ""
    return (column.name, f"{column.rows:,}", largest, nulls, nans)


def concentration_text(found: Concentration) -> str:
    """Such as `carrier = 'UA': 98 % of differing rows, 17 % of all`."""
    value = "IS NULL" if found.value is None else f"= {found.value!r}"
    # Below one percent a whole number of percents says nothing.
    overall = f"{found.share_all:.0%}" if found.share_all >= 0.01 else f"{found.share_all:.2%}"  # noqa: PLR2004 - one percent
    return f"{found.column} {value}: {found.share_differing:.0%} of differing rows, {overall} of all"


def changed_table(key: Sequence[str], sample: Sequence[ChangedRow]) -> tuple[list[str], list[list[str]]]:
    """Header and rows: the key, the column, both sides' values; a row's key stands on its first line."""
    rows = []
    for row in sample:
        shown_key = [cell_text(value) for value in row.key.values()]
        for cell in row.cells:
            rows.append([*shown_key, cell.column, cell_text(cell.a), cell_text(cell.b)])
            shown_key = [""] * len(shown_key)
    return [*key, "column", "a", "b"], rows


def lone_table(sample: Sequence[LoneRow]) -> tuple[list[str], list[list[str]]]:
    """Header and rows; the number of times only where a row is missing more than once."""
    often = any(row.times != 1 for row in sample)
    header = [*sample[0].values, *(["times"] if often else [])]
    rows = [[*map(cell_text, row.values.values()), *([str(row.times)] if often else [])] for row in sample]
    return header, rows


def lone_samples(diff: Findings) -> list[tuple[str, int, tuple[LoneRow, ...]]]:
    """The samples of rows that one side has alone: side, total, rows."""
    both = [("a", diff.only_in_a, diff.sample_only_in_a), ("b", diff.only_in_b, diff.sample_only_in_b)]
    return [found for found in both if found[2]]


def values_text(values: Mapping[str, Cell]) -> str:
    """Such as `id = 5, day = 2024-01-01`."""
    return ", ".join(f"{name} = {cell_text(value)}" for name, value in values.items())
