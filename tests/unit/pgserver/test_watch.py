"""Statements end when their time is over, and a session costs the watch nothing while they do not."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database
from reedbed.errors import StatementTimedOut
from reedbed.pgserver.cancellation import USER_REQUEST, Cancellation
from reedbed.pgserver.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

SOON_SECONDS = 5.0


@pytest.fixture
def watch() -> Iterator[Watch]:
    found = Watch(list)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def cancellation() -> Iterator[Cancellation]:
    with Database.open(None) as database:
        yield Cancellation(database)


class Work:
    """What a statement works on: tells when it is interrupted."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()

    def interrupt(self) -> None:
        self.interrupted.set()


def test_a_statement_ends_when_its_time_is_over(watch: Watch, cancellation: Cancellation) -> None:
    work = Work()
    began = time.monotonic()
    watch.limit(cancellation, cancellation.begin(), 0.1)
    cancellation.uses(work)
    assert work.interrupted.wait(SOON_SECONDS)
    assert time.monotonic() - began >= 0.1
    with pytest.raises(StatementTimedOut):
        cancellation.check()


def test_a_statement_has_its_whole_time_whatever_ran_before_it(watch: Watch, cancellation: Cancellation) -> None:
    for _ in range(100):
        watch.limit(cancellation, cancellation.begin(), 0.2)
        cancellation.end()
    time.sleep(0.1)
    work = Work()
    began = time.monotonic()
    watch.limit(cancellation, cancellation.begin(), 0.2)
    cancellation.uses(work)
    assert work.interrupted.wait(SOON_SECONDS)
    assert time.monotonic() - began >= 0.2


def test_a_shorter_limit_counts_at_once_after_a_longer_one(watch: Watch, cancellation: Cancellation) -> None:
    watch.limit(cancellation, cancellation.begin(), 3600)
    cancellation.end()
    work = Work()
    watch.limit(cancellation, cancellation.begin(), 0.05)
    cancellation.uses(work)
    assert work.interrupted.wait(SOON_SECONDS)


def test_a_statement_without_a_limit_is_not_ended_by_the_one_before_it(
    watch: Watch, cancellation: Cancellation
) -> None:
    watch.limit(cancellation, cancellation.begin(), 0.05)
    cancellation.end()
    cancellation.begin()
    work = Work()
    cancellation.uses(work)
    assert not work.interrupted.wait(0.3)
    assert not cancellation.requested


def test_statements_that_end_in_time_leave_one_look_for_all_of_them(watch: Watch, cancellation: Cancellation) -> None:
    for _ in range(1000):
        watch.limit(cancellation, cancellation.begin(), 3600)
        cancellation.end()
    assert len(watch.scheduled) == 1


def test_a_cancelled_statement_is_interrupted_until_it_has_ended(watch: Watch, cancellation: Cancellation) -> None:
    cancellation.begin()
    work = Work()
    cancellation.uses(work)
    watch.cancel(cancellation, USER_REQUEST)
    work.interrupted.clear()
    assert work.interrupted.wait(SOON_SECONDS), "DuckDB may have missed the first one"
    cancellation.end()
