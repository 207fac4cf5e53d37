"""Guessing gets slow, for who guesses and for nobody else, and costs no memory."""

from __future__ import annotations

import pytest

from reedbed.pgserver.access.throttling import FORGIVEN_AFTER_SECONDS, LONGEST_WAIT_SECONDS, REMEMBERED, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock)


def test_two_slips_cost_nothing(throttle: Throttle) -> None:
    for _ in range(2):
        throttle.failed("a", "ana")
    assert throttle.wait_seconds("a", "ana") == 0


def test_each_further_failure_doubles_the_wait_up_to_a_limit(throttle: Throttle, clock: Clock) -> None:
    waits = []
    for _ in range(9):
        clock.now += 100
        throttle.failed("a", "ana")
        waits.append(throttle.wait_seconds("a", "ana"))
    assert waits == [0, 0, 0.5, 1, 2, 4, 8, 8, 8]
    assert max(waits) == LONGEST_WAIT_SECONDS


def test_attempts_at_once_queue_behind_one_another(throttle: Throttle) -> None:
    for _ in range(3):
        throttle.failed("a", "ana")
    waits = [throttle.wait_seconds("a", "ana") for _ in range(4)]
    assert waits == [0.5, 1.0, 1.5, 2.0]


def test_another_address_does_not_wait(throttle: Throttle) -> None:
    for _ in range(8):
        throttle.failed("a", "ana")
    assert throttle.wait_seconds("b", "ana") == 0


def test_trying_many_names_from_one_address_gets_slow_too(throttle: Throttle) -> None:
    for number in range(20):
        throttle.failed("a", f"u{number}")
    assert throttle.wait_seconds("a", "another") > 0


def test_a_success_forgives_that_name(throttle: Throttle) -> None:
    for _ in range(5):
        throttle.failed("a", "ana")
    throttle.succeeded("a", "ana")
    assert throttle.wait_seconds("a", "ana") == 0


def test_time_forgives(throttle: Throttle, clock: Clock) -> None:
    for _ in range(8):
        throttle.failed("a", "ana")
    clock.now += FORGIVEN_AFTER_SECONDS + 1
    assert throttle.wait_seconds("a", "ana") == 0
    assert throttle.failed("a", "ana") == 1


def test_a_million_names_are_not_remembered(throttle: Throttle) -> None:
    for number in range(3 * REMEMBERED):
        throttle.failed(f"address {number}", "ana")
    assert len(throttle._failures) <= REMEMBERED
