"""Servers that fail, break off and redirect; and secrets, which stay where they belong."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import KEY, Api, say

from reedbed.errors import AddressRefused, AnswerBroken, PageTooLarge, SourceRefused, SourceUnreachable
from reedbed.ingest.declaration import Auth, Limits
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.runs import run_source
from reedbed.settings import SecretText

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.ingest.declaration import AuthKind, Source

Log = pytest.LogCaptureFixture
FAULTS = ["429", "500", "503", "cut", "reset", "hang up", "truncated gzip"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failure_that_passes_costs_an_attempt_and_no_row(
    store: StorageManager, source: Source, pages: Path, api: Api, fault: str
) -> None:
    api.faults = [fault, None, fault, fault, None, None, fault]
    result = run_source(store, source, pages)
    assert (result.figures.new, result.figures.pages) == (95, 10)
    assert len(api.asked) == 14


def test_a_storm_of_failures_is_survived(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    api.faults = [fault for fault in FAULTS for _ in range(4)]
    patient = replace(source, retry=RetryPolicy(attempts=30, first_wait_seconds=0.001, longest_wait_seconds=0.01))
    assert run_source(store, patient, pages).figures.new == 95


@pytest.mark.parametrize("kind", [SourceUnreachable, AnswerBroken])
def test_a_failure_that_stays_is_retryable_and_what_was_read_is_not_asked_again(
    store: StorageManager, source: Source, pages: Path, api: Api, kind: type[Exception]
) -> None:
    fault = "cut" if kind is AnswerBroken else "503"
    one = replace(source, limits=Limits(parallel=1))
    api.faults = [None, None, None, fault, fault, fault, fault]
    with pytest.raises(kind, match="tried 4 times") as caught:
        run_source(store, one, pages)
    assert getattr(caught.value, "retryable", False)
    api.asked.clear()
    assert run_source(store, one, pages).figures.new == 95
    assert len(api.asked) == 7


def test_nobody_at_the_address_is_said(store: StorageManager, source: Source, pages: Path) -> None:
    with Api() as gone:
        url = gone.url
    with pytest.raises(SourceUnreachable, match=r"cannot be reached.*[^.] \(tried"):
        run_source(store, replace(source, url=url), pages)


def test_a_refusal_that_cannot_be_read_is_a_refusal(
    stored: tuple[StorageManager, Path], source: Source, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        say(handler, 404, b"no gzip at all", packed=True)

    store, pages = stored
    monkeypatch.setattr(api, "serve", refuse)
    with pytest.raises(SourceRefused, match=r"404 Not Found$"):
        run_source(store, source, pages)
    assert len(asked) == 1


def test_packed_answers_are_unpacked(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    api.packed = True
    assert run_source(store, source, pages).figures.new == 95


def test_a_page_beyond_its_limit_is_refused(store: StorageManager, source: Source, pages: Path) -> None:
    with pytest.raises(PageTooLarge, match="larger than 500 bytes"):
        run_source(store, replace(source, limits=Limits(page_bytes=500)), pages)


def test_private_addresses_are_refused_where_the_source_says_so(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    with pytest.raises(AddressRefused, match="private address"):
        run_source(store, replace(source, limits=Limits(private_addresses=False)), pages)
    assert api.asked == []


@pytest.fixture
def stored(store: StorageManager, pages: Path) -> tuple[StorageManager, Path]:
    return store, pages


class TestSecrets:
    @pytest.mark.parametrize("kind", ["header", "bearer", "basic", "query"])
    def test_they_are_in_no_error_no_log_no_page_and_no_ledger(
        self, stored: tuple[StorageManager, Path], source: Source, api: Api, kind: AuthKind, caplog: Log
    ) -> None:
        store, pages = stored
        auth = Auth(kind=kind, name="x-api-key" if kind == "header" else "api_key", secret=SecretText("open-9999"))
        caplog.set_level(logging.DEBUG)
        api.key = "open-9999"
        api.answer = lambda asked: None if asked.params.get("page") != "3" else b'{"no": "records"}'
        with pytest.raises(Exception, match="readings") as caught:
            run_source(store, replace(source, auth=auth), pages)
        told = "".join(traceback.format_exception(caught.value))
        told += repr(source) + repr(auth) + caplog.text
        told += str(store.query("SELECT * FROM reedbed.ingest_runs").to_pylist())
        told += str(store.query("SELECT * FROM reedbed.ingest_pages").to_pylist())
        told += str(sorted(each.name for each in pages.rglob("*")))
        assert "open-9999" not in told

    def test_a_server_that_repeats_them_is_quoted_without(
        self, store: StorageManager, source: Source, pages: Path
    ) -> None:
        wrong = replace(source, auth=Auth(kind="header", name="x-api-key", secret=SecretText("guess-1234")))
        with pytest.raises(SourceRefused, match=r"401 Unauthorized: no valid key: \*\*\*\*"):
            run_source(store, wrong, pages)

    def test_another_host_is_not_told_them(
        self, stored: tuple[StorageManager, Path], source: Source, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store, pages = stored
        with Api(records=api.records, key="") as other:

            def redirect(handler: BaseHTTPRequestHandler) -> None:
                query = handler.path.partition("?")[2]
                say(handler, 302, b"", Location=f"{other.url}?{query}")

            monkeypatch.setattr(api, "serve", redirect)
            headers = {"x-account": "4711"}
            assert run_source(store, replace(source, headers=headers), pages).figures.new == 95
            assert len(other.asked) == 10
            assert not any({"x-api-key", "x-account"} & set(each.headers) for each in other.asked)
            # What the server repeats of its own query is not said to others either.
            auth = Auth(kind="query", name="api_key", secret=SecretText(KEY))
            run_source(store, replace(source, name="asked", auth=auth), pages)
            assert len(other.asked) == 20
            assert KEY not in str(other.asked)

    def test_the_same_host_is_told_them_again(
        self, stored: tuple[StorageManager, Path], source: Source, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store, pages = stored
        plain = api.serve

        def redirect(handler: BaseHTTPRequestHandler) -> None:
            if handler.path.startswith("/readings"):
                say(handler, 307, b"", Location=handler.path.replace("/readings", "/moved"))
            else:
                plain(handler)

        monkeypatch.setattr(api, "serve", redirect)
        assert run_source(store, source, pages).figures.new == 95
        assert {each.headers["x-api-key"] for each in api.asked} == {KEY}

    def test_redirects_end(
        self, stored: tuple[StorageManager, Path], source: Source, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store, pages = stored
        monkeypatch.setattr(api, "serve", lambda handler: say(handler, 302, b"", Location=handler.path))
        with pytest.raises(SourceRefused, match="redirects without an end"):
            run_source(store, source, pages)

    @pytest.mark.parametrize("target", ["http://[::1", "http://x..y/", f"http://{'a' * 64}/"])
    def test_a_redirect_to_what_is_no_url_is_told(
        self,
        stored: tuple[StorageManager, Path],
        source: Source,
        api: Api,
        monkeypatch: pytest.MonkeyPatch,
        target: str,
    ) -> None:
        store, pages = stored
        monkeypatch.setattr(api, "serve", lambda handler: say(handler, 302, b"", Location=target))
        with pytest.raises(SourceRefused, match="what is no URL"):
            run_source(store, source, pages)
