"""Interleaved rounds of named contenders: the one way in which the benchmarks here take and print times."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """Seconds of each contender, round by round."""

    seconds: dict[str, list[float]]

    def ratios(self, ours: str, peer: str) -> list[float]:
        """Ours divided by the peer's, of each round, sorted."""
        return sorted(a / b for a, b in zip(self.seconds[ours], self.seconds[peer], strict=True))

    def report(self, ours: str, peer: str, *, target: float | None = None) -> bool:
        """Print medians, ratio and spread; whether the target is met."""
        ratios = self.ratios(ours, peer)
        for name in (ours, peer):
            print(f"  {name:<44} {median(self.seconds[name]) * 1000:10.1f} ms (median)")
        goal = "" if target is None else f", target {target:g}"
        print(f"  {'ratio':<44} {median(ratios):10.3f} (median), {ratios[0]:.3f} to {ratios[-1]:.3f}{goal}")
        return target is None or median(ratios) <= target


def interleave(contenders: Mapping[str, Callable[[], object]], *, rounds: int, warm_up: int = 1) -> Times:
    """Run each contender once a round, in an order that turns with the rounds, and keep the times.

    A contender that returns a float has timed itself, as one in another process has to.
    """
    names = list(contenders)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(warm_up + rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            gc.collect()
            start = time.perf_counter()
            answer = contenders[name]()
            taken = answer if isinstance(answer, float) else time.perf_counter() - start
            if turn >= warm_up:
                seconds[name].append(taken)
    return Times(seconds=seconds)


def six_columns(rows: int, *, seed: int = 1) -> pa.Table:
    """A table of integer, bigint, double, varchar, timestamp, and an integer that is NULL in one row of ten."""
    chance = np.random.default_rng(seed)
    return pa.table(
        {
            "id": np.arange(rows, dtype=np.int32),
            "number": chance.integers(0, 1 << 60, rows),
            "ratio": chance.random(rows),
            "name": pa.array([f"name-{i % 100_000:07d}" for i in range(rows)]),
            "at": pa.array(np.arange(rows) * 1_000_000, pa.timestamp("us")),
            "grade": pa.array(chance.integers(0, 100, rows).astype(np.int32), mask=chance.integers(0, 10, rows) == 0),
        }
    )
