"""What compaction would do: partitions with small files, with late rows, with rows that are hidden by newer ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reedbed.lake.grains import partition_texts
from reedbed.lake.names import deleted_table
from reedbed.lake.shapes import by_shape, shape_select
from reedbed.lake.spans import newest_time
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Cursor, Database
    from reedbed.lake.records import LakeFile, LakeTable

SMALL_BYTES: Final = 64 << 20
"""A file below this is worth merging with others: a reader pays for opening each of them."""

BUDGET_BYTES: Final = 1 << 30
"""Bytes of files that one compaction reads, when nothing else is said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartitionWork:
    """What is to be done in one partition: `files` are written anew as one, with `late` live rows in it.

    `hidden` counts rows of the files that a live row or a deletion hides; they are left out.
    """

    values: tuple[str | None, ...]
    files: tuple[LakeFile, ...]
    hidden: int
    late: int

    @property
    def size_bytes(self) -> int:
        """Bytes of the files that are read."""
        return sum(file.size_bytes for file in self.files)

    @property
    def rows(self) -> int:
        """Rows of the files that are read."""
        return sum(file.row_count for file in self.files)


@dataclass(frozen=True, kw_only=True, slots=True)
class CompactionPlan:
    """What one compaction does, within its budget, and how many partitions it leaves for the next."""

    table: str
    work: tuple[PartitionWork, ...]
    left: int
    newest: str | None
    avoided: tuple[LakeFile, ...] = ()
    """Files that hold hidden rows and are not written anew: a late row whose key they hold has to stay live."""

    @property
    def files(self) -> list[LakeFile]:
        """The files that are written anew."""
        return [file for each in self.work for file in each.files]


def late_condition(table: LakeTable, newest: str) -> str:
    """The SQL condition of live rows that are as old as archived ones."""
    column = table.column(table.time_column)
    return f"{quote(column.name)} <= CAST({literal(newest)} AS {column.type})"


def plan_compaction(
    cursor: Cursor,
    database: Database,
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    address: Callable[[str], str],
    live: str,
    budget_bytes: int = BUDGET_BYTES,
    small_bytes: int = SMALL_BYTES,
) -> CompactionPlan:
    """The work that there is, most urgent first: what hides rows, then what has most small files."""
    newest = newest_time(database, table)
    if not files or newest is None:
        return CompactionPlan(table=str(table.name), work=(), left=0, newest=newest)
    late = _late_rows(cursor, table, live, newest)
    hidden = _hidden_rows(cursor, database, table, files, address=address, live=live, newest=newest)
    partitions: dict[tuple[str | None, ...], list[LakeFile]] = {}
    for file in files:
        partitions.setdefault(file.partition_values, []).append(file)
    found = [
        each
        for values, members in partitions.items()
        if (each := _work(values, members, hidden, late.get(values, 0), small_bytes)) is not None
    ]
    found.sort(key=lambda each: (-(each.hidden + each.late), -len(each.files)))
    chosen: list[PartitionWork] = []
    spent = 0
    for each in found:
        if not chosen or spent + each.size_bytes <= budget_bytes:
            chosen.append(each)
            spent += each.size_bytes
    taken = {file.id for each in chosen for file in each.files}
    return CompactionPlan(
        table=str(table.name),
        work=tuple(chosen),
        left=len(found) - len(chosen),
        newest=newest,
        avoided=tuple(file for file in files if file.id in hidden and file.id not in taken),
    )


def _work(
    values: tuple[str | None, ...], files: Sequence[LakeFile], hidden: dict[int, int], late: int, small_bytes: int
) -> PartitionWork | None:
    small = [file for file in files if file.size_bytes < small_bytes]
    covered = [file for file in files if file.id in hidden]
    if not late and not covered and len(small) < 2:  # noqa: PLR2004 - one file cannot be merged with itself
        return None
    wanted = {file.id for file in (*small, *covered)}
    return PartitionWork(
        values=values,
        files=tuple(file for file in files if file.id in wanted),
        hidden=sum(hidden.get(file.id, 0) for file in covered),
        late=late,
    )


def _late_rows(cursor: Cursor, table: LakeTable, live: str, newest: str) -> dict[tuple[str | None, ...], int]:
    values = ", ".join(partition_texts(table))
    rows = cursor.rows(f"SELECT [{values}], count(*) FROM {live} WHERE {late_condition(table, newest)} GROUP BY ALL")
    return {tuple(row[0]): int(row[1]) for row in rows}


def _hidden_rows(
    cursor: Cursor,
    database: Database,
    table: LakeTable,
    files: Sequence[LakeFile],
    *,
    address: Callable[[str], str],
    live: str,
    newest: str,
) -> dict[int, int]:
    """How many rows of each file a live row or a deletion hides, by the file's id; files without any are left out."""
    if not table.key:
        return {}
    # Renamed, since a column may be called as the one that the file's name is in.
    keys = ", ".join(f"{quote(name)} AS c{number}" for number, name in enumerate(table.key))
    gone = deleted_table(table.id)
    bound = f" WHERE {late_condition(table, newest)}" if table.time_column in table.key else ""
    newer = f"SELECT {keys} FROM {live}{bound} UNION SELECT {keys} FROM {database.qualified(gone.schema, gone.name)}"
    if not cursor.rows(f"SELECT 1 FROM ({newer}) AS newer LIMIT 1"):
        return {}
    wanted = [replace(table.column(name), name=f"c{number}") for number, name in enumerate(table.key)]
    joined = ", ".join(each.name for each in wanted)
    selects = " UNION ALL ".join(
        shape_select(wanted, shape, addresses, file_as="reedbed_file") for shape, addresses in by_shape(files, address)
    )
    rows = cursor.rows(
        f"SELECT reedbed_file, count(*) FROM ({selects}) AS archived SEMI JOIN ({newer}) AS newer USING ({joined}) "
        "GROUP BY reedbed_file"
    )
    names = {file.path.rpartition("/")[2]: file.id for file in files}
    return {names[str(row[0]).rpartition("/")[2]]: int(row[1]) for row in rows}
