"""The views of a conversations workspace; none of them holds a raw name, nor a line of WhatsApp's own.

A new workspace gets a copy of this file as its `views.py`, and runs build what that copy says: change it
there, and the next run rebuilds what the change touches. Hours and days are UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from reedbed import ViewRegistry

if TYPE_CHECKING:
    from ibis.expr.types import Table

views = ViewRegistry()

ACTIVE_DAYS = 30


def without_names(messages: Table) -> Table:
    """The columns that may leave the first table; WhatsApp's own lines name people, so their text stays behind."""
    written = messages.author_uuid.notnull()
    return messages.select(
        "tenant_id",
        "thread_id",
        "event_id",
        "msg_id",
        "ts",
        "author_uuid",
        text=written.ifelse(messages.text, ibis.null("string")),
        media_url="media_url",
        media_type="media_type",
        pii_flags="pii_flags",
        place=messages.attrs["order"].int,
    )


@views.register("chunks", inputs=["messages"])
def chunks(messages: Table) -> Table:
    """Every message with its 0-based number in its thread; messages of one time keep the order of the export."""
    kept = without_names(messages)
    number = ibis.row_number().over(group_by="thread_id", order_by=["ts", "place", "msg_id"])
    return kept.mutate(chunk_index=number).drop("place", "media_url")


@views.register("messages_with_media", inputs=["messages"])
def messages_with_media(messages: Table) -> Table:
    """Messages that sent a file, whether or not the export brought it; `media_url` is its name in the export."""
    kept = without_names(messages.filter(messages.media_type.notnull()))
    return kept.drop("place").rename(caption="text")


@views.register("messages_with_text", inputs=["messages"])
def messages_with_text(messages: Table) -> Table:
    """What people wrote, captions included."""
    kept = without_names(messages.filter(messages.author_uuid.notnull() & messages.text.notnull()))
    return kept.drop("place", "media_url", "media_type").mutate(characters=kept.text.length())


# Not incremental: the export of another thread, or an older one, brings rows of long ago.
@views.register("hourly_aggregates", inputs=["messages"])
def hourly_aggregates(messages: Table) -> Table:
    """One row per hour (UTC) in which there is a message."""
    return _aggregated(messages.mutate(hour=messages.ts.truncate("h")), "hour")


@views.register("daily_aggregates", inputs=["messages"])
def daily_aggregates(messages: Table) -> Table:
    """One row per day (UTC) in which there is a message."""
    return _aggregated(messages.mutate(day=messages.ts.truncate("D")), "day")


def _aggregated(messages: Table, period: str) -> Table:
    counted = messages.group_by("tenant_id", period).aggregate(
        message_count=messages.count(),
        unique_authors=messages.author_uuid.nunique(),
        first_message=messages.ts.min(),
        last_message=messages.ts.max(),
    )
    return counted.order_by("tenant_id", period)


@views.register("author_message_counts", inputs=["messages"])
def author_message_counts(messages: Table) -> Table:
    """One row per author."""
    written = messages.filter(messages.author_uuid.notnull())
    return written.group_by("tenant_id", "author_uuid").aggregate(
        message_count=written.count(),
        threads=written.thread_id.nunique(),
        media_count=written.media_type.count(),
        first_message=written.ts.min(),
        last_message=written.ts.max(),
    )


@views.register("active_authors", inputs=["author_message_counts"])
def active_authors(author_message_counts: Table) -> Table:
    """Authors who wrote in the last `ACTIVE_DAYS` days before their tenant's newest message."""
    counts = author_message_counts
    newest = counts.last_message.max().over(group_by="tenant_id")
    since = counts.mutate(newest=newest)
    recent = since.filter(since.last_message >= since.newest - ibis.interval(days=ACTIVE_DAYS))
    return recent.drop("newest")
