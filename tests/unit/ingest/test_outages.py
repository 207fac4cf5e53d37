"""Many threads that ask an API which fails: for all, for one page, or now and then."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import IngestError, SourceUnreachable
from reedbed.ingest.attempts import Attempts, Failed
from reedbed.ingest.declaration import Source
from reedbed.ingest.pace import Pace
from reedbed.ingest.requests import Request
from reedbed.ingest.retries import Outcome, RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.ingest.pages import Page

THREADS = 8
TRIES = 5
SOURCE = Source(name="s", table="t", url="http://there/", retry=RetryPolicy(attempts=TRIES, first_wait_seconds=0.002))


class Api:
    """Counts what is asked for each page; `fails` says of a page and the number of its attempt whether it fails."""

    def __init__(self, fails: Callable[[int, int], bool]) -> None:
        self.asked = [0] * THREADS
        self._fails = fails
        self._first = threading.Barrier(THREADS)

    def page(self, attempts: Attempts, number: int) -> int:
        def attempt() -> int:
            self.asked[number] += 1
            if self.asked[number] == 1:
                # All are asked for the first time before any of them has an answer.
                self._first.wait(10)
            if self._fails(number, self.asked[number]):
                raise Failed(Outcome(status=500), "It answered 500")
            return number

        found: Page | int = attempts.until_done(Request(url=f"http://there/{number}"), attempt)  # type: ignore[arg-type]  # a number stands for its page
        assert isinstance(found, int)
        return found


def _ask(api: Api) -> list[int | BaseException]:
    attempts = Attempts(SOURCE, Pace(0), threading.Event())
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(api.page, attempts, number) for number in range(THREADS)]
    return [future.exception() or future.result() for future in futures]


def test_an_api_that_is_down_is_asked_by_one_for_all() -> None:
    api = Api(lambda page, attempt: True)  # noqa: ARG005 - the shape that Api calls
    found = _ask(api)
    assert all(isinstance(each, SourceUnreachable) for each in found)
    assert max(api.asked) == TRIES
    assert sum(api.asked) <= THREADS + (TRIES - 1) + (THREADS - 1)


def test_a_page_that_fails_for_ever_has_all_its_attempts_and_the_others_come() -> None:
    api = Api(lambda page, attempt: page == 3)  # noqa: ARG005 - the shape that Api calls
    found = _ask(api)
    assert isinstance(found.pop(3), SourceUnreachable)
    assert found == [0, 1, 2, 4, 5, 6, 7]
    assert api.asked == [1, 1, 1, TRIES, 1, 1, 1, 1]


def test_an_api_that_is_down_for_a_moment_gives_all_pages() -> None:
    api = Api(lambda page, attempt: attempt == 1 or (page == 0 and attempt < TRIES))
    assert _ask(api) == list(range(THREADS))
    assert api.asked[1:] == [2] * (THREADS - 1)


def test_whoever_waits_for_another_can_be_called_off() -> None:
    stop, asking = threading.Event(), threading.Event()
    attempts = Attempts(SOURCE, Pace(0), stop)

    def attempt() -> Page:
        if asking.is_set():
            stop.set()
        asking.set()
        raise Failed(Outcome(status=500), "It answered 500")

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(attempts.until_done, Request(url="http://there/"), attempt) for _ in range(2)]
    for future in futures:
        with pytest.raises(IngestError):
            future.result()
