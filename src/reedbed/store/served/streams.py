"""Streams of a served store: each owns the conversation it comes from, and gives it back when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store.served.link import Link
    from reedbed.store.served.peer import Peer


def returned_stream(link: Link, peer: Peer, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """`reader` as a stream that gives `peer` back at its end, and hangs up when it fails or is dropped before.

    What the owner has still to send of a dropped stream is not read: a new conversation is cheaper.
    """

    def batches() -> Iterator[pa.RecordBatch]:
        ended = False
        try:
            yield from reader
            ended = True
        finally:
            if ended:
                link.give_back(peer)
            else:
                peer.close()

    return pa.RecordBatchReader.from_batches(reader.schema, batches())
