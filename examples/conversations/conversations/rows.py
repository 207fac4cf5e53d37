"""Rows: messages as Arrow batches, with the identifiers that let a longer export be recognised.

A message is the same message in two exports when thread, local time, author and text are the same; the
local time, because it is what the file says, whatever zone is declared for it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyarrow as pa

from conversations.pii import pii_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from conversations.clocks import Clock
    from conversations.messages import Message

BATCH_ROWS = 10_000

SCHEMA = pa.schema(
    [
        ("fingerprint", pa.string()),
        ("position", pa.int64()),
        ("thread_id", pa.string()),
        ("ts", pa.timestamp("us", tz="UTC")),
        ("author_raw", pa.string()),
        ("author_uuid", pa.string()),
        ("text", pa.string()),
        ("media_url", pa.string()),
        ("media_type", pa.string()),
        ("attrs", pa.string()),
        ("pii_flags", pa.string()),
    ]
)
"""What parsing knows of a message; the store numbers equal ones and adds the rest (see ingest)."""


@dataclass(kw_only=True, slots=True)
class Tally:
    """What was read of one chat."""

    messages: int = 0
    system: int = 0
    media: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoder:
    """Turns the messages of one chat into rows.

    `media` holds the names of the files that the export brought; `tally` counts while rows are made.
    """

    key: bytes
    identity: tuple[str, ...]
    thread_id: str
    clock: Clock
    author_id: Callable[[str], str]
    media: frozenset[str]
    tally: Tally

    def rows(self, messages: Iterable[Message], first_position: int) -> Iterator[tuple[object, ...]]:
        """One tuple per message, in the columns of `SCHEMA`."""
        order, last = 0, None
        for position, message in enumerate(messages, first_position):
            order = order + 1 if message.local == last else 0
            last = message.local
            yield self._row(message, position, order)

    def _row(self, message: Message, position: int, order: int) -> tuple[object, ...]:
        author, text = message.author, message.text
        instant = self.clock.utc(message.local)
        media_url, media_type, state = self._media(message)
        self._count(message, instant, state)
        return (
            self._fingerprint(message),
            position,
            self.thread_id,
            instant,
            author,
            None if author is None else self.author_id(author),
            text,
            media_url,
            media_type,
            _attributes(message, order, state),
            pii_flags(text),
        )

    def _media(self, message: Message) -> tuple[str | None, str | None, str | None]:
        if message.media is None:
            return None, None, None
        kind, name = message.media
        if name is None:
            return None, kind, "omitted"
        return (name, kind, "attached") if name in self.media else (None, kind, "missing")

    def _count(self, message: Message, instant: datetime, state: str | None) -> None:
        tally = self.tally
        tally.messages += 1
        tally.system += message.author is None
        if state is not None:
            tally.media[state] += 1
        if tally.first is None or instant < tally.first:
            tally.first = instant
        if tally.last is None or instant > tally.last:
            tally.last = instant

    def _fingerprint(self, message: Message) -> str:
        """Keyed, because it is in views: it must not tell whether a guessed name is the author."""
        name = None if message.media is None else message.media
        parts = (*self.identity, message.local.isoformat(), message.author, message.text, name)
        # repr tells None from "None" and quotes what is inside a part.
        return blake2b(repr(parts).encode("utf-8", "surrogatepass"), key=self.key, digest_size=16).hexdigest()


def _attributes(message: Message, order: int, state: str | None) -> str:
    kind = "system" if message.author is None else "message"
    plain = f'{{"kind":"{kind}","order":{order},"local_time":"{message.local.isoformat()}"'
    if message.media is None:
        return plain + "}"
    media = {"state": state, "name": message.media.name}
    return f'{plain},"media":{json.dumps(media, separators=(",", ":"))}}}'


def batches(rows: Iterable[tuple[object, ...]]) -> Iterator[pa.RecordBatch]:
    """Arrow batches of `BATCH_ROWS` rows; holds one at a time."""
    held: list[tuple[object, ...]] = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH_ROWS:
            yield _batch(held)
            held = []
    if held:
        yield _batch(held)


def _batch(rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, type=spec.type) for values, spec in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
