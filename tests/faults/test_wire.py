from __future__ import annotations

import gc
import os
import random
import sys
from collections import Counter

from tests.faults.damaged_sessions import damaged, recordings, replayed
from tests.faults.fuzz_wire import DROPPED, EVENT, FATAL, HELD, LARGEST, LOST, MALFORMED, SERVER_SPEAKS, Fuzzer

from reedbed.pgwire import State

MESSAGES = int(os.environ.get("REEDBED_MESSAGES", "20000"))
# Of Python's own caches, which fill at their own pace; a leak of one object for each message would be ten times that.
LOOSE_BLOCKS = 2000


def test_every_message_has_the_effect_that_the_protocol_says(fresh_seed: int) -> None:
    fuzzer = Fuzzer(seed=fresh_seed)
    fuzzer.run(MESSAGES)
    assert fuzzer.failures == []
    assert {state for state, _, _ in fuzzer.tally} == set(State) - {*SERVER_SPEAKS, State.CLOSED}
    assert {outcome for _, _, outcome in fuzzer.tally} == {EVENT, DROPPED, HELD, FATAL, MALFORMED, LOST}


def test_the_fuzzer_sees_a_limit_that_is_not_kept(fresh_seed: int) -> None:
    fuzzer = Fuzzer(seed=fresh_seed, largest_bytes=100 * LARGEST)
    fuzzer.run(MESSAGES)
    assert fuzzer.failures


def test_nothing_is_left_of_connections_that_ended(fresh_seed: int) -> None:
    fuzzer = Fuzzer(seed=fresh_seed)
    fuzzer.run(MESSAGES // 2)
    gc.collect()
    before = sys.getallocatedblocks()
    fuzzer.run(MESSAGES)
    gc.collect()
    assert sys.getallocatedblocks() - before < LOOSE_BLOCKS


def test_damaged_sessions_of_real_clients_end_as_the_protocol_says(fresh_seed: int) -> None:
    chance = random.Random(fresh_seed)  # noqa: S311 - repeatable, not secret
    sessions = list(recordings().values())
    # Anything but an error of the protocol would be raised.
    outcomes = Counter(replayed(chance, damaged(chance, chance.choice(sessions))) for _ in range(MESSAGES // 20))
    assert set(outcomes) == {"whole", "ended", "violation", "lost"}
