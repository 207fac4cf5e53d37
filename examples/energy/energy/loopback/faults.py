"""What can be wrong with the servers, each by itself, and in a way that a second run meets again."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass, field, fields
from typing import Final

from energy.errors import RequestInvalid
from energy.requests import example

MINUTE: Final = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Faults:
    """How the servers misbehave; by default they do not.

    `throttled_every` and `failing_every` answer each n-th request with 429 and 500. `requests_per_minute` is what
    Fingrid allows, 0 for any number. `page_cap` is the most points of a page, whatever was asked for. `repeats` lets
    each page begin with the last point of the one before it. `gap_share` and `nan_share` are shares of all points.
    `missing` datasets answer 404; `report` lets FMI answer with an ExceptionReport.
    """

    throttled_every: int = 0
    failing_every: int = 0
    requests_per_minute: int = 0
    page_cap: int = 0
    repeats: bool = False
    gap_share: float = 0.0
    nan_share: float = 0.0
    missing: frozenset[int] = field(default_factory=frozenset)
    report: bool = False

    @classmethod
    def parse(cls, text: str) -> Faults:
        """Faults from `name=value,name=value`; datasets are joined by `+`. Raises `RequestInvalid`."""
        hint = example("serve-sources") + " --faults page_cap=100"
        default = cls()
        known = {each.name: getattr(default, each.name) for each in fields(cls)}
        given: dict[str, object] = {}
        for part in filter(None, text.split(",")):
            name, _, value = part.partition("=")
            if name not in known:
                raise RequestInvalid(f"There is no fault {name!r}; there are {', '.join(known)}.", hint=hint)
            try:
                given[name] = _value(known[name], value)
            except ValueError as error:
                raise RequestInvalid(f"The fault {name!r} cannot be {value!r}.", hint=hint) from error
        return cls(**given)  # type: ignore[arg-type]  # each value was read as its default's type


def _value(default: object, text: str) -> object:
    if isinstance(default, frozenset):
        return frozenset(int(each) for each in text.split("+"))
    if isinstance(default, bool):
        return text not in {"0", "false"}
    number = int(text) if isinstance(default, int) else float(text)
    if not 0 <= number < math.inf:
        raise ValueError("a count or a share")
    return number


class Gate:
    """Decides over each request whether it is answered: counts, and remembers the last minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._moments: deque[float] = deque()

    def refusal(self, faults: Faults, *, limited: bool) -> tuple[int, dict[str, str]] | None:
        """Status and headers of a refusal, None to answer."""
        with self._lock:
            self._count += 1
            if faults.failing_every and self._count % faults.failing_every == 0:
                return 500, {}
            if faults.throttled_every and self._count % faults.throttled_every == 0:
                return 429, {"Retry-After": "1"}
            return self._over_rate(faults.requests_per_minute) if limited and faults.requests_per_minute else None

    def _over_rate(self, most: int) -> tuple[int, dict[str, str]] | None:
        now = time.monotonic()
        while self._moments and self._moments[0] <= now - MINUTE:
            self._moments.popleft()
        if len(self._moments) >= most:
            return 429, {"Retry-After": str(max(1, round(self._moments[0] + MINUTE - now + 0.5)))}
        self._moments.append(now)
        return None
