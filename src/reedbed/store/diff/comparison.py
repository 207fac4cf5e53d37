"""Running a comparison: `diff` sends the statements, and stops as soon as the answer is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.errors import UsageError
from reedbed.store.diff import fingerprints
from reedbed.store.diff.differences import ColumnType, KeyFaults, SchemaDifference, TypeDifference
from reedbed.store.diff.examination import key_faults, row_differences
from reedbed.store.diff.pairing import Pairing, Wishes
from reedbed.store.diff.preparation import Comparison, prepare
from reedbed.store.diff.results import Diff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.ports.queries import SqlReader
    from reedbed.store.diff.sides import Relation
    from reedbed.store.diff.tolerances import Tolerance

# Looking for duplicate keys costs more than the verdict itself; identical tables of this size still
# answer in about a tenth of a second.
KEY_INSPECTION_ROWS: Final = 1_000_000


def diff(
    reader: SqlReader,
    a: Relation,
    b: Relation,
    *,
    key: Sequence[str] = (),
    tolerances: Mapping[str, float | Tolerance] | None = None,
    ignore: Sequence[str] = (),
    sample_rows: int = 10,
) -> Diff:
    """Compare two relations by column name, type and value, whatever the order of rows and columns.

    With a key, rows are matched by it and compared column by column; without one, and where keys are NULL or
    shared by several rows, rows are compared as bags. NaN equals NaN, NULL equals NULL, NaN is not NULL, -0.0
    equals 0.0; other values are equal as DuckDB's `=` says. Tables whose fingerprints match are identical (with
    what certainty, `fingerprints` says); else the rows of the differing buckets are joined. A toleranced
    column is part of the fingerprint: equal values are within every tolerance, and rows with other values
    are joined. `sample_rows` limits each sample.

    Raises `ColumnNotFound`, `KeyInvalid`, and `UsageError` for a tolerance that does not fit its column.
    """
    if isinstance(key, str) or isinstance(ignore, str):
        msg = "key and ignore are sequences of column names; write key=('id',)."
        raise UsageError(msg, key=str(key), ignore=str(ignore))
    wishes = Wishes(key=tuple(key), tolerances=tuple((tolerances or {}).items()), ignore=tuple(ignore))
    comparison = prepare(reader, a, b, wishes)
    prints = [_fingerprint(reader, rows, comparison) for rows in (comparison.rows_a, comparison.rows_b)]
    known = _known(comparison, wishes, prints)
    if prints[0] == prints[1]:
        return Diff(**known, keys=_keys_of_equals(comparison, prints[0][0]))
    return Diff(**known, **row_differences(comparison, prints, sample_rows))


def _fingerprint(reader: SqlReader, rows: str, comparison: Comparison) -> fingerprints.Fingerprint:
    count, total, parity = reader.rows(fingerprints.fingerprint_sql(rows, comparison.types))[0]
    return int(count), int(total), int(parity)


def _known(comparison: Comparison, wishes: Wishes, prints: Sequence[fingerprints.Fingerprint]) -> dict[str, Any]:
    """The fields that are known before any row is looked at."""
    pairing = comparison.pairing
    return {
        "a": comparison.names[0],
        "b": comparison.names[1],
        "rows_a": prints[0][0],
        "rows_b": prints[1][0],
        "key": tuple(pair.name for pair in pairing.key),
        "ignored": wishes.ignore,
        "tolerances": {pair.name: str(pair.tolerance) for pair in pairing.compared if pair.tolerance},
        "schema": _schema(pairing),
    }


def _schema(pairing: Pairing) -> SchemaDifference:
    return SchemaDifference(
        only_in_a=tuple(ColumnType(name=name, type=kind) for name, kind in pairing.only_in_a),
        only_in_b=tuple(ColumnType(name=name, type=kind) for name, kind in pairing.only_in_b),
        types=tuple(
            TypeDifference(name=pair.name, type_a=pair.type_a, type_b=pair.type_b, compared_as=pair.common)
            for pair in pairing.pairs
            if pair.type_a != pair.type_b
        ),
        spellings=tuple((pair.name, pair.name_b) for pair in pairing.pairs if pair.name != pair.name_b),
        order_differs=pairing.order_differs,
    )


def _keys_of_equals(comparison: Comparison, rows: int) -> tuple[KeyFaults, KeyFaults] | None:
    if not comparison.keys or rows > KEY_INSPECTION_ROWS:
        return None
    faults = key_faults(comparison, comparison.rows_a)
    return faults, faults
