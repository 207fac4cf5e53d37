"""From written files to named ones: brought to their place, and named by ledger and views in one transaction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from reedbed.lake.federated.federation import install
from reedbed.lake.federation import publish_views
from reedbed.lake.jobs import end_job
from reedbed.lake.records import LakeFile, LakeRecords
from reedbed.lake.spans import newest_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.lake.copying import CopiedFile
    from reedbed.lake.jobs import Job
    from reedbed.lake.records import LakeTable
    from reedbed.lake.targets import Digest, Target

HANDS_THAT_PUT: Final = 8
"""Files that are on their way at one time."""


def put(target: Target, files: Sequence[CopiedFile]) -> list[Digest]:
    """Bring files to their places, several at a time: what takes long is the disk, or another machine."""
    with ThreadPoolExecutor(HANDS_THAT_PUT, thread_name_prefix="reedbed-put") as hands:
        return list(hands.map(lambda file: target.put(file.staged, file.path), files))


def new_files(
    database: Database,
    transaction: Transaction,
    table: LakeTable,
    files: Sequence[CopiedFile],
    digests: Sequence[Digest],
) -> list[LakeFile]:
    """The records of files that the next snapshot of a table is to name."""
    numbers = LakeRecords(database).next_numbers(transaction, len(files))
    return [
        LakeFile(
            id=number,
            table_id=table.id,
            target=table.target,
            path=file.path,
            size_bytes=digest.size_bytes,
            sha256=digest.sha256,
            row_count=file.fingerprint.rows,
            fingerprint=str(file.fingerprint),
            partition_values=file.partition_values,
            columns=tuple(replace(column, initial=None) for column in table.columns),
            added_by=table.generation + 1,
        )
        for number, file, digest in zip(numbers, files, digests, strict=True)
    ]


def publish(
    database: Database,
    transaction: Transaction,
    table: LakeTable,
    job: Job,
    target: Target,
    *,
    added: Sequence[LakeFile],
    contents: Sequence[CopiedFile],
    removed: Iterable[int] = (),
    ends: bool = True,
) -> int:
    """Make the snapshot that a job has written files for; returns the new generation.

    `contents` are what the `added` files hold, one for each; `removed` are ids of files that are named no more; `ends`
    says that these were the last of the job's.
    """
    records = LakeRecords(database)
    ranges = [(file.id, each) for file, content in zip(added, contents, strict=True) for each in content.ranges]
    generation = records.add_snapshot(transaction, table, job.kind, added=added, ranges=ranges, removed=removed)
    publish_views(
        database,
        transaction,
        table,
        records.files(table.id),
        generation=generation,
        address=target.address,
        newest=newest_time(database, table),
    )
    if ends:
        end_job(database, transaction, job)
    transaction.on_commit(partial(install, database))
    return generation
