"""Everything the catalog and the ledger know about tables, gathered for `tables` and `show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.cli.quantities import minute, moment, moment_and_age, short_size
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from datetime import datetime

    from reedbed.ingest.freshness import Freshness
    from reedbed.sql import TableName
    from reedbed.store import StorageManager
    from reedbed.store.ledger import CheckpointRecord, TableRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedTable:
    """A table or view in one line. `rows` is None for a view, whose rows would have to be computed."""

    name: TableName
    kind: str
    rows: int | None
    record: TableRecord | None
    checkpoint: CheckpointRecord | None
    fresh: Freshness | None

    @property
    def version(self) -> int | None:
        """The table's version, None when it was never written through Reedbed."""
        return self.record.version if self.record else None

    @property
    def written_at(self) -> datetime | None:
        """When it was written through Reedbed."""
        return self.record.written_at if self.record else None

    @property
    def checkpoint_state(self) -> str:
        """`current`, `behind` or `none`; an empty text for a view, which has none."""
        if self.kind == "view":
            return ""
        if self.checkpoint is None:
            return "none"
        return "current" if self.checkpoint.version == self.version else "behind"

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        checkpoint = self.checkpoint
        return {
            "name": str(self.name),
            "kind": self.kind,
            "row_count": self.rows,
            "version": self.version,
            "written_at": self.written_at and moment(self.written_at),
            "written_by": self.record.writer if self.record else None,
            "checkpoint": checkpoint
            and {
                "state": self.checkpoint_state,
                "version": checkpoint.version,
                "row_count": checkpoint.row_count,
                "part_count": checkpoint.part_count,
                "size_bytes": checkpoint.size_bytes,
                "created_at": checkpoint.created_at and moment(checkpoint.created_at),
            },
            **fresh_document(self.fresh),
        }

    def facts(self) -> list[tuple[str, str]]:
        """As labelled lines."""
        written = f"{moment_and_age(self.record.written_at)}, {self.record.writer}" if self.record else "not by Reedbed"
        return [
            ("kind", self.kind),
            *([("rows", f"{self.rows:,}")] if self.rows is not None else []),
            ("written", written),
            *([("version", str(self.version))] if self.record else []),
            *([("checkpoint", self._checkpoint_text())] if self.kind == "table" else []),
            *([("read up to", fresh_text(self.fresh))] if self.fresh else []),
        ]

    def _checkpoint_text(self) -> str:
        checkpoint = self.checkpoint
        if checkpoint is None:
            return "none"
        made = f", made {moment(checkpoint.created_at)}" if checkpoint.created_at else ""
        size = f"{count_of(checkpoint.part_count, 'part')}, {short_size(checkpoint.size_bytes)}"
        rows = count_of(checkpoint.row_count, "row")
        return f"{self.checkpoint_state}: version {checkpoint.version}, {rows}, {size}{made}"


def listed_tables(store: StorageManager) -> list[ListedTable]:
    """Every table and view, sorted by name."""
    from reedbed.ingest.freshness import folded, freshness  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.store.schema import list_relations, relation_kind  # noqa: PLC0415 - as above

    records, checkpoints = store.table_records.all(), store.checkpoint_records.all()
    fresh = freshness(store.database)
    found = []
    for name in list_relations(store.database):
        kind = relation_kind(store.database, name) or "table"
        table = ListedTable(
            name=name,
            kind=kind,
            rows=store.row_count(name) if kind == "table" else None,
            record=records.get(name),
            checkpoint=checkpoints.get(name),
            fresh=fresh.get(folded(name)),
        )
        found.append(table)
    return found


def listed_table(store: StorageManager, name: TableName) -> ListedTable:
    """One table or view that exists."""
    return next(table for table in listed_tables(store) if table.name == name)


def fresh_text(fresh: Freshness | None) -> str:
    """Up to when the rows reach, and when that was asked for, to the minute."""
    if fresh is None:
        return ""
    read = f"read {minute(fresh.read_at)}"
    return f"{minute(fresh.newest)}, {read}" if fresh.newest else read


def fresh_document(fresh: Freshness | None) -> dict[str, str | None]:
    """The same as JSON values."""
    return {
        "newest": moment(fresh.newest) if fresh and fresh.newest else None,
        "read_at": moment(fresh.read_at) if fresh else None,
    }
