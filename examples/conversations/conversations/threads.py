"""What earlier exports of a thread taught about its dates, in the table `threads`.

A short chat may leave open whether the day or the month comes first. What a longer one decides then holds for
every later export of the thread; and when it shows that an earlier guess was wrong, the run stops, because the
messages of that guess lie in the table under wrong times and would all be stored again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from conversations.errors import DateOrderUnclear
from conversations.headers import OrderDecision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conversations.locales import DateOrder
    from reedbed import StorageManager

THREADS = "threads"


class Remembered(NamedTuple):
    """The order that a thread's dates were read in; `firm` when the dates themselves decided it."""

    order: DateOrder
    firm: bool


def remembered_orders(store: StorageManager, messages: str) -> dict[str, Remembered]:
    """By thread; a thread whose messages are gone from the table `messages` is forgotten."""
    if not (store.table_exists(THREADS) and store.table_exists(messages)):
        return {}
    threads = store.read_table(THREADS).semi_join(store.read_table(messages), "thread_id")
    rows = threads.to_pyarrow().to_pylist()
    return {row["thread_id"]: Remembered(row["date_order"], row["firm"]) for row in rows}


def reconciled(thread_id: str, new: OrderDecision, old: Remembered | None, *, declared: bool) -> OrderDecision:
    """The order for an export of a thread that was read before; DateOrderUnclear when that reading was wrong."""
    if old is None or old.order == new.order or "ymd" in {old.order, new.order}:
        return new
    if not new.firm and (old.firm or not declared):
        return OrderDecision(old.order, "an earlier export of this thread", old.firm)
    if old.firm:
        # Two phones in two languages: each file says for itself how it writes dates.
        return new
    raise DateOrderUnclear(
        f"An earlier export of this thread decided nothing and was read as {old.order}; this one is {new.order}"
        f" by {new.decided_by}. The messages of the earlier one are stored under wrong times.",
        hint=f"reedbed sql \"DELETE FROM messages WHERE thread_id = '{thread_id}'\"   # then run the longest export",
        thread_id=thread_id,
        stored=old.order,
        found=new.order,
    )


def remember_orders(store: StorageManager, decisions: Iterable[tuple[str, OrderDecision]]) -> None:
    """Keep the order of each thread; what the dates decided once stays decided."""
    known = remembered_rows(store)
    rows = [
        {"thread_id": thread_id, "date_order": decision.order, "firm": decision.firm}
        for thread_id, decision in decisions
        if known.get(thread_id) != (decision.order, decision.firm) and not known.get(thread_id, ("", False))[1]
    ]
    if rows:
        store.write_table(pa.Table.from_pylist(rows), THREADS, mode="upsert", key="thread_id")


def remembered_rows(store: StorageManager) -> dict[str, tuple[str, bool]]:
    """Every row of the table, whether its thread still has messages or not."""
    if not store.table_exists(THREADS):
        return {}
    rows = store.read_table(THREADS).to_pyarrow().to_pylist()
    return {row["thread_id"]: (row["date_order"], row["firm"]) for row in rows}
