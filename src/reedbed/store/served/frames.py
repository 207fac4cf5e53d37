"""Local frames in a served store's statements: found in their texts by name, and sent to the owner before they run."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.ports.queries import LocalFrame
    from reedbed.store.served.peer import Peer


class Frames:
    """The local frames that expressions of one store were compiled with."""

    def __init__(self) -> None:
        self._frames: WeakSet[LocalFrame] = WeakSet()
        self._lock = threading.Lock()

    def add(self, frame: LocalFrame) -> None:
        """Let statements read `frame` by its name, for as long as its expression lives."""
        with self._lock:
            self._frames.add(frame)

    def named_in(self, sql: str) -> dict[str, pa.Table]:
        """The frames that a text names."""
        with self._lock:
            found = [frame for frame in self._frames if frame.name in sql]
        return {frame.name: frame.data.to_pyarrow(frame.schema) for frame in found}

    def send(self, peer: Peer, sql: str) -> list[str]:
        """Send the frames that a text names; returns their names."""
        found = self.named_in(sql) if self._frames else {}
        for name, table in found.items():
            peer.write("frame", table.to_reader(), frame=name)
        return list(found)


def statement_arguments(peer: Peer, frames: Frames, sql: str, kept: Sequence[str] = ()) -> dict[str, object]:
    """The arguments of a request about one statement, after the local frames that it names were sent.

    `frames` names what it reads, `once` what the owner may forget afterwards.
    """
    once = frames.send(peer, sql)
    held = [name for name in kept if name in sql]
    named = {"frames": [*held, *once], "once": once} if held or once else {}
    return {"sql": sql, **named}


def arrow_reader(data: Any) -> pa.RecordBatchReader:
    """Arrow data of any form as a stream."""
    if isinstance(data, pa.RecordBatchReader):
        return data
    if isinstance(data, pa.Table):
        return data.to_reader()
    return data.scanner().to_reader()  # a dataset
