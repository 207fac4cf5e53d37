"""The link of a served store to its database: to the owner's door, to the next owner's, or to the database itself.

Each thread has a conversation of its own; streams take further ones, which are kept for the next stream. A
conversation that is over is replaced before a request is sent, so that an owner that left between two calls costs
nobody an error. When no owner is left, this process becomes it, and stays it.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING
from weakref import WeakSet

from reedbed import errors
from reedbed.engine import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.store.served.peer import Peer

_IDLE_STREAMS = 4
"""Conversations kept for the next streams; opening one costs some two milliseconds."""


class _ThreadState(threading.local):
    """The conversations of one thread: more than one only while it asks something in the middle of a write's rows."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []


class Link:
    """Where the requests of one served store go.

    Args:
        connect: Finds the owner, or makes this process it; raises `StoreLocked` when neither can be.
        first: What `connect` found when the store was opened.
    """

    def __init__(self, connect: Callable[[], Peer | Database], first: Peer) -> None:
        self._connect = connect
        self._state = _ThreadState()
        self._lock = threading.Lock()
        self._connecting = threading.Lock()
        self._pid = os.getpid()
        self._local: Database | None = None
        self._idle: list[Peer] = [first]
        self._open: WeakSet[Peer] = WeakSet([first])
        self._closed = False

    @property
    def local(self) -> Database | None:
        """The database, once this process owns it."""
        return self._local

    def target(self) -> Peer | Database:
        """This thread's conversation with the owner, or the database when this process owns it."""
        self._refuse_unusable()
        if self._local is not None:
            return self._local
        kept = self._state.peers
        for peer in kept:
            if peer.usable:
                return peer
        for peer in [peer for peer in kept if not peer.busy]:
            peer.close()
            kept.remove(peer)
        found = self._found()
        if not isinstance(found, Database):
            kept.append(found)
        return found

    def streaming(self) -> Peer | Database:
        """A conversation for one stream, to be given back by `give_back`, or the database."""
        self._refuse_unusable()
        return self._local or self._found()

    def give_back(self, peer: Peer) -> None:
        """Keep a conversation whose stream has ended for the next one."""
        with self._lock:
            if not self._closed and self._local is None and len(self._idle) < _IDLE_STREAMS:
                self._idle.append(peer)
                return
        peer.close()

    def _found(self) -> Peer | Database:
        while True:
            with self._lock:
                self._refuse_unusable()
                if self._local is not None:
                    return self._local
                peer = self._idle.pop() if self._idle else None
            if peer is None:
                return self._connected()
            if peer.usable:
                return peer
            peer.close()

    def _connected(self) -> Peer | Database:
        # One thread at a time: two of this process that both try to become the owner would be in each other's way.
        with self._connecting:
            if self._local is not None:
                return self._local
            found = self._connect()
            if isinstance(found, Database):
                self._local = found
                return found
        with self._lock:
            self._open.add(found)
        return found

    def cancel(self) -> None:
        """Cancel whatever runs for this store, in every thread."""
        if self._local is not None:
            self._local.interrupt()
        with self._lock:
            peers = list(self._open)
        for peer in peers:
            peer.cancel()

    def close(self) -> None:
        """End every conversation, and leave the database to others if it is owned here. Again is harmless."""
        with self._lock:
            self._closed = True
            peers, self._idle = [*self._open], []
            local = self._local
        for peer in peers:
            peer.close()
        if local is not None:
            local.close()

    def _refuse_unusable(self) -> None:
        if os.getpid() != self._pid:
            raise errors.StoreForked(
                "This store was opened by the parent process; both would speak in one conversation with its owner.",
                hint="multiprocessing.get_context('spawn')",
                opened_by=self._pid,
            )
        if self._closed:
            raise errors.StoreClosed("This store is closed.", hint="open_store(…)")
