"""How many rows an archived table has: of its files, only those are read whose rows live ones may stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.lake.ranges import greatest, is_ordered, lowest, ranges_table
from reedbed.sql import LEDGER_SCHEMA, quote

if TYPE_CHECKING:
    from reedbed.lake.federated.work import Work

_SHADOWS: Final = "reedbed_shadows"


def row_count(work: Work) -> int:
    """Live rows and archived ones, less those that are deleted or corrected."""
    files = f"{quote(work.catalog)}.{quote(LEDGER_SCHEMA)}.lake_files"
    named = f"SELECT sum(row_count) FROM {files} WHERE table_id = {work.table.id:d} AND removed_by IS NULL"
    deleted = f"(SELECT count(*) FROM {work.deleted})" if work.table.key else "0"
    rows = work.execute(f"SELECT (SELECT count(*) FROM {work.live}) + coalesce(({named}), 0) - {deleted}")
    return int(rows[0][0]) - (_corrected(work) if work.table.key else 0)


def _corrected(work: Work) -> int:
    """Archived rows that are not deleted and for which a live one stands."""
    ordered = [name for name in work.table.key if is_ordered(work.table.column(name).type)]
    ranges = work.qualified(ranges_table(work.table.id, work.table.generation))
    ends = "".join(
        f", min({lowest(name)}) AS {lowest(name)}, max({greatest(name)}) AS {greatest(name)}" for name in ordered
    )
    known = "".join(f" AND count({lowest(name)}) = count(*)" for name in ordered)
    holds = "".join(f" AND l.{quote(name)} BETWEEN r.{lowest(name)} AND r.{greatest(name)}" for name in ordered)
    candidates = (
        f"SELECT {work.keys} FROM {work.live} AS l, (SELECT count(*) > 0{known} AS known{ends} FROM {ranges}) AS r "
        f"WHERE (NOT r.known OR (true{holds}))"
    )
    if not work.execute(f"{candidates} LIMIT 1"):
        return 0
    rows = work.temporary(_SHADOWS, f"SELECT * FROM ({candidates}) ANTI JOIN {work.deleted} USING ({work.keys})")
    files = work.files_of_keys(rows, work.table.key)
    found = 0
    if files.count:
        found = work.execute(f"SELECT count(*) FROM ({work.all_archived(files)}) SEMI JOIN {rows} USING ({work.keys})")[
            0
        ][0]
    work.forget(_SHADOWS)
    return int(found)
