"""Advisory locks: who gets one, who waits, whose turn is next, and what a text says of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import QueryCancelled, TransactionConflict, WriterBusy
from reedbed.pgserver.advisory import AdvisoryLocks, Key, advisory_use
from reedbed.pgserver.advisory.hashing import hash_text, hash_text_extended
from reedbed.pgserver.advisory.locks import Hold

if TYPE_CHECKING:
    from reedbed.pgserver.advisory.locks import Wait

ONE, OTHER = Key(1), Key(2)
SHARED = Hold(shared=True)
PATIENCE_SECONDS = 20.0


@pytest.fixture
def locks() -> AdvisoryLocks:
    return AdvisoryLocks()


def granted(wait: Wait) -> bool:
    return wait.granted


def test_a_lock_is_one_session_s_until_it_was_given_back_as_often_as_taken(locks: AdvisoryLocks) -> None:
    assert locks.take(1, ONE, Hold())
    assert locks.take(1, ONE, Hold())
    assert not locks.take(2, ONE, Hold())
    assert locks.take(2, OTHER, Hold())
    assert locks.release(1, ONE, shared=False)
    assert not locks.take(2, ONE, Hold())
    assert locks.release(1, ONE, shared=False)
    assert not locks.release(1, ONE, shared=False)
    assert locks.take(2, ONE, Hold())


def test_shared_locks_go_together_and_with_no_other(locks: AdvisoryLocks) -> None:
    assert locks.take(1, ONE, SHARED)
    assert locks.take(2, ONE, SHARED)
    assert not locks.take(3, ONE, Hold())
    assert not locks.take(1, ONE, Hold())
    assert locks.release(2, ONE, shared=True)
    assert locks.take(1, ONE, Hold())
    assert not locks.take(2, ONE, SHARED)


def test_one_number_and_two_numbers_never_meet(locks: AdvisoryLocks) -> None:
    assert locks.take(1, Key(1 << 32 | 2), Hold())
    assert locks.take(2, Key(1, 2), Hold())
    assert Key(-1).shown == (0xFFFFFFFF, 0xFFFFFFFF, 1)
    assert Key(1, -2).shown == (1, 0xFFFFFFFE, 2)


def test_the_end_of_a_transaction_gives_back_what_was_taken_for_it_alone(locks: AdvisoryLocks) -> None:
    locks.take(1, ONE, Hold(transaction=True))
    locks.take(1, OTHER, Hold())
    assert not locks.release(1, ONE, shared=False)
    locks.end_transaction(1)
    assert locks.take(2, ONE, Hold())
    assert not locks.take(2, OTHER, Hold())
    locks.release_all(1)
    assert locks.take(2, OTHER, Hold())


def test_those_who_wait_have_their_turn_in_order(locks: AdvisoryLocks) -> None:
    locks.take(1, ONE, Hold())
    waits = [locks.wait_for(session, ONE, shared=shared) for session, shared in ((2, True), (3, True), (4, False))]
    assert not any(map(granted, waits))
    # A shared one that comes later does not overtake the exclusive one that waits.
    late = locks.wait_for(5, ONE, shared=True)
    locks.release(1, ONE, shared=False)
    assert list(map(granted, [*waits, late])) == [True, True, False, False]
    assert not locks.take(6, ONE, SHARED)
    locks.release(2, ONE, shared=True)
    locks.release(3, ONE, shared=True)
    assert list(map(granted, [waits[2], late])) == [True, False]
    locks.release(4, ONE, shared=False)
    assert late.granted


def test_who_holds_a_lock_does_not_wait_for_those_who_wait_for_it(locks: AdvisoryLocks) -> None:
    locks.take(1, ONE, SHARED)
    other = locks.wait_for(2, ONE, shared=False)
    own = locks.wait_for(1, ONE, shared=False)
    assert (granted(own), granted(other)) == (True, False)


def test_a_circle_of_waits_is_refused_to_the_one_who_closes_it(locks: AdvisoryLocks) -> None:
    keys = [Key(number) for number in range(3)]
    for session, key in enumerate(keys):
        locks.take(session, key, Hold())
    waits = [locks.wait_for(session, keys[session + 1], shared=False) for session in (0, 1)]
    with pytest.raises(TransactionConflict, match="deadlock"):
        locks.wait_for(2, keys[0], shared=False)
    # It stands in nobody's way.
    locks.release_all(2)
    assert waits[1].granted


def test_a_wait_ends_at_its_limit_and_leaves_the_queue(locks: AdvisoryLocks) -> None:
    locks.take(1, ONE, SHARED)
    wait = locks.wait_for(2, ONE, shared=False)
    behind = locks.wait_for(3, ONE, shared=True)
    with pytest.raises(WriterBusy, match="lock timeout"):
        locks.settle(wait, 0.01)
    assert behind.granted
    assert [session for session, *_ in locks.rows()] == [1, 3]


def test_a_wait_is_interrupted_from_another_thread(locks: AdvisoryLocks) -> None:
    locks.take(1, ONE, Hold())
    wait = locks.wait_for(2, ONE, shared=False)
    assert [row[0] for row in locks.rows() if row[3] is not None] == [2]
    threading.Timer(0.05, wait.interrupt).start()
    with pytest.raises(QueryCancelled):
        locks.settle(wait, PATIENCE_SECONDS)
    assert [row[0] for row in locks.rows()] == [1]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("SELECT pg_advisory_lock(1)", [(("1",), False)]),
        ("select pg_catalog.pg_advisory_lock_shared( 1 , f(2, 3) ) as x;", [(("1", "f(2, 3)"), True)]),
        (
            "SELECT pg_advisory_xact_lock(hashtext('a,b')), 1 AS one, pg_try_advisory_lock(7)",
            None,
        ),
        ("SELECT pg_advisory_xact_lock(hashtext('a,b')), pg_try_advisory_lock(7)", [(("hashtext('a,b')",), False)]),
        ('SELECT pg_advisory_lock($1::int, ($2)) "x y"', [(("$1::int", "($2)"), False)]),
        ("SELECT pg_advisory_lock(i) FROM t", None),
        ("SELECT pg_advisory_lock(1) WHERE false", None),
        ("SELECT pg_advisory_lock(1) + 1", None),
        ("SELECT pg_advisory_lock(1) LIMIT 0", None),
        ("WITH a AS (SELECT 1) SELECT pg_advisory_lock(1)", None),
    ],
)
def test_the_keys_of_a_plain_call_are_found_in_its_text(text: str, arguments: list[object] | None) -> None:
    use = advisory_use(text)
    assert use is not None
    assert [(call.arguments, call.shared) for call in use.waits] == (arguments or [])
    assert use.for_transaction == ("xact" in text)


def test_texts_that_only_mention_a_function_do_nothing() -> None:
    assert advisory_use("SELECT 'pg_advisory_lock(1)' AS pg_advisory_lock") is None
    assert advisory_use("SELECT 1 -- pg_advisory_unlock_all()") is None
    use = advisory_use("SELECT pg_advisory_unlock_all()")
    assert use is not None
    assert use.unlocks_all


def test_hashes_are_postgresql_s() -> None:
    # As PostgreSQL 18 says; the differential cases ask it again.
    assert [hash_text(text) for text in ("abc", "", "hello world, how are you", "žluťoučký", None)] == [
        -785388649, -1477818771, -14574851, 401099899, None,
    ]  # fmt: skip
    assert hash_text_extended("abcdefghijklmnop", 42) == -206924605956773643
    assert hash_text_extended("x", -5) == 8755650322980372983
    assert hash_text_extended("x", None) is None
