"""From parsed rows to the table `messages`: equal messages are numbered, known ones are left as they are.

Rows stream into a staging table and from there, inside the engine, into `messages`; staging, new rows and
checkpoint are one transaction, so a killed run leaves the table as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from conversations.rows import SCHEMA, batches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ibis.expr.types import Table

    from reedbed import StorageManager

MESSAGES = "messages"
STAGED = "messages_staged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """What every row of one run shares."""

    tenant_id: str
    source: str
    run_id: str
    started_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """How many messages an export brought, and how many of them the table did not have."""

    read: int
    new: int

    @property
    def known(self) -> int:
        """Messages that an earlier run had stored."""
        return self.read - self.new


def store_messages(store: StorageManager, rows: Iterable[tuple[object, ...]], labels: Labels) -> Stored:
    """Append the rows that the table `messages` does not have; makes the table in the first run."""
    with store.transaction():
        reader = pa.RecordBatchReader.from_batches(SCHEMA, batches(rows))
        read = store.write_table(reader, STAGED, checkpoint=False).rows
        new = _append_new(store, _labelled(_numbered(store.read_table(STAGED)), labels))
        store.drop_table(STAGED)
    return Stored(read=read, new=new)


def _numbered(staged: Table) -> Table:
    """With `msg_id`: the fingerprint and a number that tells messages apart which are equal in everything else.

    Only the repeats are numbered and joined back, so that the texts of all messages are never sorted.
    """
    order = ibis.row_number().over(group_by="fingerprint", order_by="position")
    places = staged.select("fingerprint", "position", occurrence=order)
    repeats = places.filter(places.occurrence > 0).select("position", "occurrence")
    joined = staged.left_join(repeats, "position")
    number = joined.occurrence.fill_null(0).cast("string")
    return joined.mutate(msg_id=joined.fingerprint + "-" + number)


def _labelled(numbered: Table, labels: Labels) -> Table:
    """The columns of `messages`, in order."""
    return numbered.select(
        event_id=(ibis.literal(f"{labels.tenant_id}/{labels.source}/") + numbered.msg_id).hexdigest("md5").cast("uuid"),
        tenant_id=ibis.literal(labels.tenant_id),
        source=ibis.literal(labels.source),
        thread_id="thread_id",
        msg_id="msg_id",
        ts="ts",
        author_raw="author_raw",
        author_uuid="author_uuid",
        text="text",
        media_url="media_url",
        media_type="media_type",
        attrs=numbered.attrs.cast("json"),
        pii_flags=numbered.pii_flags.cast("json"),
        created_at=ibis.literal(labels.started_at).cast("timestamp('UTC')"),
        created_by_run=ibis.literal(labels.run_id),
    )


def _append_new(store: StorageManager, rows: Table) -> int:
    if not store.table_exists(MESSAGES):
        return store.write_table(rows, MESSAGES).changed
    new = rows.anti_join(store.read_table(MESSAGES), "event_id")
    # An append of nothing would be a new version of the table, and every view would be built again for it.
    if new.limit(1).count().to_pyarrow().as_py() == 0:
        return 0
    return store.write_table(new, MESSAGES, mode="append").changed
