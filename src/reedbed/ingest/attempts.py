"""A page, tried for as often as its source allows: within its pace, and with waits between the attempts."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from reedbed.errors import IngestError, SourceRefused, SourceUnreachable

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pace import Pace
    from reedbed.ingest.pages import Page
    from reedbed.ingest.requests import Request
    from reedbed.ingest.retries import Outcome


class Failed(Exception):
    """An attempt that failed in a way that may pass."""

    def __init__(self, outcome: Outcome, message: str, kind: type[SourceUnreachable] = SourceUnreachable) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.kind = kind


class Attempts:
    """The attempts of one source, from several threads; `stop` ends all waiting."""

    def __init__(self, source: Source, pace: Pace, stop: threading.Event) -> None:
        self._source = source
        self._pace = pace
        self._stop = stop

    def until_done(self, request: Request, attempt: Callable[[], Page]) -> Page:
        """What `attempt` returns, once it raises `Failed` no more. Raises `SourceUnreachable` when given up."""
        number, asker, outage = 1, object(), self._pace.outage
        try:
            while True:
                self._wait(self._pace.delay())
                answers = outage.answers
                try:
                    page = attempt()
                except Failed as failed:
                    self._wait(self._until_next(request, failed, number))
                else:
                    outage.answered(asker)
                    return page
                outage.wait(asker, answers, self._stop)
                number += 1
        except SourceUnreachable:
            outage.left(asker, given_up=True)
            raise
        except SourceRefused:
            outage.answered(asker)
            raise
        except BaseException:
            outage.left(asker, given_up=False)
            raise

    def _until_next(self, request: Request, failed: Failed, number: int) -> float:
        """The seconds until the next attempt. Raises `SourceUnreachable` when there is none."""
        policy = self._source.retry
        if self._pace.outage.was_given_up():
            # Somebody has had all attempts meanwhile: one more shows whether it is this page that fails, or all.
            policy = replace(policy, attempts=min(policy.attempts, 2))
        wait = policy.wait_seconds(
            number,
            failed.outcome,
            now=dt.datetime.now(dt.UTC),
            chance=random.random(),  # noqa: S311 - spreads clients, keeps no secret
        )
        if wait is None:
            raise self._given_up(request, failed, number) from failed.__cause__
        if failed.outcome.retry_after:
            self._pace.hold(wait)
        return wait

    def _wait(self, seconds: float) -> None:
        if self._stop.wait(seconds) if seconds > 0 else self._stop.is_set():
            raise IngestError(f"The run of {self._source.name!r} was stopped.", source=self._source.name)

    def _given_up(self, request: Request, failed: Failed, number: int) -> SourceUnreachable:
        times = "once" if number == 1 else f"{number} times"
        return failed.kind(
            f"{str(failed).removesuffix('.')} (tried {times}).",
            hint=self._source.again,
            source=self._source.name,
            url=request.shown(self._source.secret_params),
            status=failed.outcome.status,
            attempts=number,
        )
