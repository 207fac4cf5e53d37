"""Who holds which advisory lock, who waits for it, and whose turn is next.

The rules are those of PostgreSQL's lock manager: a session takes a lock as often as it likes and gives it back as
often; shared ones go together; who asks later does not overtake who waits, unless it holds the lock in some mode
already; a circle of waits is found by the one who closes it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import QueryCancelled, TransactionConflict, WriterBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOW: Final = 0xFFFFFFFF


class Key(NamedTuple):
    """What is locked: one number of 64 bits, or two of 32. The two kinds never meet."""

    first: int
    second: int | None = None

    @property
    def shown(self) -> tuple[int, int, int]:
        """`classid`, `objid` and `objsubid` in pg_locks."""
        if self.second is None:
            return self.first >> 32 & _LOW, self.first & _LOW, 1
        return self.first & _LOW, self.second & _LOW, 2


class Hold(NamedTuple):
    """How a session holds a lock: by itself or with others, to the end of its transaction or until it gives it back."""

    shared: bool = False
    transaction: bool = False


@dataclass(eq=False, slots=True)
class Wait:
    """One session's wait. `interrupt` ends it, from any thread."""

    session: int
    key: Key
    shared: bool
    since: float = field(default_factory=time.time)
    _woken: threading.Event = field(default_factory=threading.Event)
    granted: bool = False

    def interrupt(self) -> None:
        """Wait no longer."""
        self._woken.set()

    def grant(self) -> None:
        """The lock is the session's."""
        self.granted = True
        self._woken.set()

    def sleep(self, seconds: float | None) -> bool:
        """Wait for either; False after so many seconds."""
        return self._woken.wait(seconds)


class AdvisoryLocks:
    """All advisory locks of a door. Safe to use from any thread; sessions are known by their numbers."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held: dict[Key, dict[int, Counter[Hold]]] = {}
        self._waits: dict[Key, list[Wait]] = {}

    def take(self, session: int, key: Key, hold: Hold) -> bool:
        """Lock, unless that would have to wait."""
        with self._mutex:
            if not self._is_free(session, key, shared=hold.shared):
                return False
            self._give(session, key, hold)
            return True

    def wait_for(self, session: int, key: Key, *, shared: bool) -> Wait:
        """Ask for a lock: it is granted, or stands in the queue for it. To be ended by `settle`.

        Raises `TransactionConflict` when those in front wait for this session themselves.
        """
        wait = Wait(session, key, shared)
        with self._mutex:
            if self._is_free(session, key, shared=shared):
                self._give(session, key, Hold(shared=shared))
                wait.grant()
                return wait
            queue = self._waits.setdefault(key, [])
            # Who holds it in one mode and asks for the other would wait for those who wait for it.
            place = 0 if session in self._held.get(key, {}) else len(queue)
            queue.insert(place, wait)
            if self._closes_circle(wait):
                self._withdraw(wait)
                raise TransactionConflict("deadlock detected", hint="")
        return wait

    def settle(self, wait: Wait, timeout_seconds: float | None) -> None:
        """Wait to the end. Raises `WriterBusy` after the limit, and `QueryCancelled` when the wait was interrupted."""
        in_time = wait.sleep(timeout_seconds)
        with self._mutex:
            if wait.granted:
                return
            self._withdraw(wait)
        if not in_time:
            raise WriterBusy("canceling statement due to lock timeout", hint="")
        raise QueryCancelled("The wait for an advisory lock was called off.")

    def release(self, session: int, key: Key, *, shared: bool) -> bool:
        """Give back what was taken once, without a transaction; False when it is not held so."""
        hold = Hold(shared=shared)
        with self._mutex:
            holds = self._held.get(key, {}).get(session)
            if holds is None or not holds[hold]:
                return False
            self._drop(session, key, hold, 1)
            return True

    def release_all(self, session: int) -> None:
        """Give back everything that was taken without a transaction."""
        self._release_where(session, transaction=False)

    def end_transaction(self, session: int) -> None:
        """Give back everything that was taken for the transaction."""
        self._release_where(session, transaction=True)

    def _release_where(self, session: int, *, transaction: bool) -> None:
        with self._mutex:
            for key in [key for key, holders in self._held.items() if session in holders]:
                for hold, count in list(self._held[key][session].items()):
                    if hold.transaction == transaction:
                        self._drop(session, key, hold, count)

    def rows(self) -> Iterator[tuple[int, Key, bool, float | None]]:
        """Session, key, whether shared, and since when it waits, of each lock that is held or waited for."""
        with self._mutex:
            held = [
                (session, key, shared, None)
                for key, holders in self._held.items()
                for session, holds in holders.items()
                for shared in sorted({hold.shared for hold in holds})
            ]
            waits = [
                (wait.session, key, wait.shared, wait.since) for key, queue in self._waits.items() for wait in queue
            ]
        yield from held
        yield from waits

    # Under the mutex.

    def _is_free(self, session: int, key: Key, *, shared: bool) -> bool:
        holds = self._held.get(key, {}).get(session)
        if holds and any(not hold.shared or shared for hold in holds):
            return True
        if any(not (wait.shared and shared) for wait in self._waits.get(key, ())) and not holds:
            return False
        return not self._is_opposed(session, key, shared=shared)

    def _is_opposed(self, session: int, key: Key, *, shared: bool) -> bool:
        return next(self._opponents(session, key, shared=shared), None) is not None

    def _opponents(self, session: int, key: Key, *, shared: bool) -> Iterator[int]:
        """The sessions that hold the lock in a mode that does not go with this one."""
        for other, holds in self._held.get(key, {}).items():
            if other != session and not (shared and all(hold.shared for hold in holds)):
                yield other

    def _give(self, session: int, key: Key, hold: Hold) -> None:
        self._held.setdefault(key, {}).setdefault(session, Counter())[hold] += 1

    def _drop(self, session: int, key: Key, hold: Hold, count: int) -> None:
        holders = self._held[key]
        holds = holders[session]
        holds[hold] -= count
        if not holds[hold]:
            del holds[hold]
        if not holds:
            del holders[session]
        if not holders:
            del self._held[key]
        self._let_in(key)

    def _withdraw(self, wait: Wait) -> None:
        queue = self._waits[wait.key]
        queue.remove(wait)
        if not queue:
            del self._waits[wait.key]
        self._let_in(wait.key)

    def _let_in(self, key: Key) -> None:
        """Grant the lock to those in front of the queue who go with its holders."""
        queue = self._waits.get(key, [])
        while queue and not self._is_opposed(queue[0].session, key, shared=queue[0].shared):
            wait = queue.pop(0)
            self._give(wait.session, key, Hold(shared=wait.shared))
            wait.grant()
        if not queue:
            self._waits.pop(key, None)

    def _closes_circle(self, wait: Wait) -> bool:
        waiting = {each.session: each for queue in self._waits.values() for each in queue}
        seen: set[int] = set()
        ahead = list(self._in_front(wait))
        while ahead:
            session = ahead.pop()
            if session == wait.session:
                return True
            if session not in seen and session in waiting:
                seen.add(session)
                ahead.extend(self._in_front(waiting[session]))
        return False

    def _in_front(self, wait: Wait) -> Iterator[int]:
        yield from self._opponents(wait.session, wait.key, shared=wait.shared)
        for other in self._waits[wait.key]:
            if other is wait:
                return
            if not (other.shared and wait.shared):
                yield other.session
