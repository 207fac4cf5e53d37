"""Retries, pace, slices of time, links and URLs: what is decided without asking anybody."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from reedbed.errors import NaiveTime
from reedbed.ingest.links import link_targets
from reedbed.ingest.pace import MARGIN_SECONDS, Pace
from reedbed.ingest.requests import Request, origin, shown_url
from reedbed.ingest.retries import Outcome, RetryPolicy
from reedbed.ingest.windows import Span, Window, slices

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class TestRetries:
    policy = RetryPolicy(attempts=4, first_wait_seconds=1, longest_wait_seconds=3, patience_seconds=100)

    def wait(self, attempt: int, status: int | None = None, retry_after: str = "") -> float | None:
        outcome = Outcome(status=status, retry_after=retry_after)
        return self.policy.wait_seconds(attempt, outcome, now=NOON, chance=0.5)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 501, 505])
    def test_what_will_be_refused_again_is_not_asked_again(self, status: int) -> None:
        assert self.wait(1, status=status) is None

    @pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 522, None])
    def test_waits_double_up_to_the_longest_and_end(self, status: int | None) -> None:
        assert [self.wait(attempt, status=status) for attempt in (1, 2, 3, 4)] == [0.5, 1.0, 1.5, None]

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [("7", 7.0), ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0), ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0)],
    )
    def test_the_server_says_when(self, text: str, seconds: float) -> None:
        assert self.wait(1, status=429, retry_after=text) == seconds

    def test_a_wait_beyond_patience_gives_up(self) -> None:
        assert self.wait(1, status=503, retry_after="101") is None

    @pytest.mark.parametrize("text", ["soon", f"Sun, 01 Mar {'9' * 20} 12:00:30 GMT"])
    def test_an_unreadable_retry_after_counts_as_none(self, text: str) -> None:
        assert self.wait(1, status=429, retry_after=text) == 0.5


class TestPace:
    def test_a_minute_has_so_many_beginnings_and_no_more(self) -> None:
        moment = [0.0]
        pace = Pace(10, clock=lambda: moment[0])
        assert [pace.delay() for _ in range(10)] == [0.0] * 10
        minute = 60.0 + MARGIN_SECONDS
        assert [pace.delay(), pace.delay()] == [minute, minute]
        moment[0] = minute + 1
        assert [pace.delay() for _ in range(8)] == [0.0] * 8
        assert pace.delay() == minute - 1

    def test_fractions_of_a_request_a_minute_are_kept(self) -> None:
        moment = [0.0]
        pace = Pace(0.5, clock=lambda: moment[0])
        assert [pace.delay(), pace.delay()] == [0.0, 120.0 + MARGIN_SECONDS]

    def test_a_hold_keeps_everybody_back(self) -> None:
        moment = [5.0]
        pace = Pace(0, clock=lambda: moment[0])
        assert pace.delay() == 0.0
        pace.hold(20)
        assert [pace.delay(), pace.delay()] == [20.0, 20.0]


class TestSlices:
    def test_they_touch_and_end_with_the_span(self) -> None:
        span = Span(start=NOON, end=NOON + dt.timedelta(hours=60))
        found = list(slices(span, 24))
        assert [(each.end - each.start).total_seconds() / 3600 for each in found] == [24, 24, 12]
        assert all(a.end == b.start for a, b in pairwise(found))

    def test_a_day_on_which_clocks_change_is_cut_by_hours(self) -> None:
        offset = dt.timezone(dt.timedelta(hours=2))
        span = Span(start=dt.datetime(2026, 3, 29, tzinfo=offset), end=dt.datetime(2026, 3, 30, tzinfo=dt.UTC))
        assert [each.start.hour for each in slices(span, 12)] == [22, 10, 22]

    def test_an_empty_span_has_none(self) -> None:
        assert list(slices(Span(start=NOON, end=NOON), 1)) == []
        assert list(slices(Span(start=NOON, end=NOON), 0)) == []

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        with pytest.raises(NaiveTime, match="has no time zone"):
            Span(start=NOON.replace(tzinfo=None), end=NOON)

    @pytest.mark.parametrize(
        ("time_format", "text"),
        [("unix", "1772366400"), ("unix_ms", "1772366400000"), ("%Y-%m-%dT%H:%M:%SZ", "2026-03-01T12:00:00Z")],
    )
    def test_parameters_are_instants_in_utc(self, time_format: str, text: str) -> None:
        helsinki = dt.timezone(dt.timedelta(hours=2))
        span = Span(start=NOON.astimezone(helsinki), end=NOON + dt.timedelta(hours=1))
        window = Window(start_parameter="from", time_format=time_format)
        (request,) = window.requests(Request(url="http://a.example/"), span)
        assert dict(request.params) == {"from": text}


class TestLinks:
    def test_targets_by_relation_whatever_else_they_have(self) -> None:
        header = '<https://a.example/?p=2,3>; title="a, b"; rel="next last", <https://a.example/>; rel=first, <x>'
        assert link_targets(header) == {
            "next": "https://a.example/?p=2,3",
            "last": "https://a.example/?p=2,3",
            "first": "https://a.example/",
        }

    def test_nonsense_has_none(self) -> None:
        assert link_targets("next, <unfinished; rel=next") == {}


class TestUrls:
    def test_secrets_are_not_shown(self) -> None:
        url = "https://me:pass@a.example/x?api_key=sesame&page=2#top"
        assert shown_url(url, ["API_KEY"]) == "https://****@a.example/x?api_key=****&page=2"

    def test_the_port_that_a_scheme_implies_is_the_same_origin(self) -> None:
        assert origin("https://A.example/x") == origin("https://a.example:443/y")
        assert origin("https://a.example") != origin("http://a.example")

    def test_parameters_take_the_place_of_those_of_the_same_name(self) -> None:
        request = Request(url="http://a.example/?page=1&q=%C3%A4", params=(("size", "2"),))
        assert request.having({"page": "7", "size": "9"}).target == "http://a.example/?q=%C3%A4&page=7&size=9"

    def test_the_same_question_has_the_same_identity(self) -> None:
        first = Request(url="http://a.example/", params=(("a", "1"),), page=1)
        assert first.identity == Request(url="http://a.example/?a=1", page=4).identity
        assert first.identity != Request(url="http://a.example/?a=1", method="POST").identity
