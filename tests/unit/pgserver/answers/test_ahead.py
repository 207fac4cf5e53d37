"""What a second thread makes ahead: all of it, in order, bounded, and nothing left when it is given up."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from reedbed.pgserver.answers.ahead import ITEMS_AHEAD, Ahead

if TYPE_CHECKING:
    from collections.abc import Iterator


def threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "reedbed-ahead"]


def nothing() -> None:
    """Interrupt a source that does not wait."""


def test_items_come_in_order_from_another_thread() -> None:
    makers: set[int] = set()

    def source() -> Iterator[int]:
        for number in range(1000):
            makers.add(threading.get_ident())
            yield number

    assert list(Ahead(source(), nothing)) == list(range(1000))
    assert makers
    assert threading.get_ident() not in makers
    assert not threads()


def test_an_error_comes_behind_the_items_before_it() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    items = iter(Ahead(source(), nothing))
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError):
        next(items)
    assert not threads()


def test_a_slow_reader_makes_the_source_wait() -> None:
    made = threading.Semaphore(0)
    count = 0

    def source() -> Iterator[int]:
        nonlocal count
        for number in range(100):
            count += 1
            made.release()
            yield number

    ahead = Ahead(source(), nothing)
    # Those that wait and the one that finds no place; the next is not begun.
    for _ in range(ITEMS_AHEAD + 1):
        assert made.acquire(timeout=10)
    assert not made.acquire(timeout=0.1)
    assert count == ITEMS_AHEAD + 1
    assert list(ahead) == list(range(100))


def test_giving_up_interrupts_a_source_that_works_and_leaves_no_thread() -> None:
    stop = threading.Event()
    began = threading.Event()

    def source() -> Iterator[int]:
        began.set()
        assert stop.wait(60)
        yield 1

    ahead = Ahead(source(), stop.set)
    assert began.wait(10)
    ahead.close()
    assert stop.is_set()
    assert not threads()


def test_giving_up_frees_a_source_that_waits_for_its_reader() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    ahead = Ahead(endless(), nothing)
    assert next(iter(ahead)) == 1
    ahead.close()
    assert not threads()
