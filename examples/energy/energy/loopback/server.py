"""One server that speaks for both: `/api/datasets/…` is Fingrid, `/wfs` is FMI."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from energy.errors import RequestInvalid
from energy.loopback import fingrid, fmi
from energy.loopback.faults import Faults, Gate
from energy.loopback.grid import SERIES

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATASET: Final = re.compile(r"/api/datasets/(\d+)/data")
_KEPT_ANSWERS: Final = 8
JSON: Final = "application/json; charset=utf-8"
XML: Final = "text/xml; charset=UTF-8"


class Sources:
    """What the servers know: the key, the faults, the corrections, and what they were asked."""

    def __init__(self, api_key: str, faults: Faults | None = None, *, until: dt.datetime | None = None) -> None:
        self.api_key = api_key
        self.faults = faults or Faults()
        self.asked: list[str] = []
        self._until = until
        self._corrections: dict[int, dict[dt.datetime, float]] = {}
        self._gate = Gate()
        self._lock = threading.Lock()
        self._answers: dict[tuple[object, ...], list[dict[str, object]]] = {}

    def correct(self, dataset: int, moment: dt.datetime, value: float) -> None:
        """Let a dataset have another value at a moment from here on."""
        with self._lock:
            self._corrections.setdefault(dataset, {})[moment.astimezone(dt.UTC)] = value
            self._answers.clear()

    def answer(self, target: str, key: str | None) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of the answer to a request."""
        parts = urlsplit(target)
        query = {name.casefold(): values[-1] for name, values in parse_qs(parts.query).items()}
        self.asked.append(target)
        dataset = _DATASET.fullmatch(parts.path)
        refused = self._gate.refusal(self.faults, limited=dataset is not None)
        if refused is not None:
            return refused[0], {**refused[1], "Content-Type": JSON}, _message("Try again later.")
        if dataset is not None:
            status, document = self._fingrid(int(dataset[1]), query, key)
            return status, {"Content-Type": JSON}, json.dumps(document)
        if parts.path.rstrip("/") == "/wfs":
            status, body = self._fmi(query)
            return status, {"Content-Type": XML}, body
        return 404, {"Content-Type": JSON}, _message("There is nothing here.")

    def _fingrid(self, dataset: int, query: dict[str, str], key: str | None) -> tuple[int, dict[str, object]]:
        if key != self.api_key:
            return 401, {"statusCode": 401, "message": "Access denied due to missing or wrong subscription key."}
        if dataset not in SERIES or dataset in self.faults.missing:
            return 404, {"statusCode": 404, "message": f"Dataset {dataset} was not found."}
        try:
            start, end = _moment(query["starttime"]), self._bounded(_moment(query["endtime"]))
            number, size = int(query.get("page", "1")), int(query.get("pagesize", "10"))
        except (KeyError, ValueError) as error:
            return 422, {"statusCode": 422, "message": f"Invalid query: {error}."}
        return 200, fingrid.page(self._points(dataset, start, end), number, size, self.faults)

    def _points(self, dataset: int, start: dt.datetime, end: dt.datetime) -> list[dict[str, object]]:
        """All points of an answer, kept for the pages that will be asked for next."""
        corrections = self._corrections.get(dataset, {})
        asked = (dataset, start, end, self.faults)
        with self._lock:
            found = self._answers.pop(asked, None)
            if found is None:
                found = list(fingrid.points(dataset, start, end, self.faults, corrections))
            self._answers[asked] = found
            if len(self._answers) > _KEPT_ANSWERS:
                del self._answers[next(iter(self._answers))]
        return found

    def _fmi(self, query: dict[str, str]) -> tuple[int, str]:
        if self.faults.report:
            return 400, fmi.report("The station rests today.")
        try:
            start, end = _moment(query["starttime"]), _moment(query["endtime"])
            station = query["fmisid"]
        except (KeyError, ValueError) as error:
            return 400, fmi.report(f"Missing or wrong parameter: {error}")
        if end - start > dt.timedelta(hours=fmi.MOST_HOURS):
            return 400, fmi.report(f"Too long time interval requested! No more than {fmi.MOST_HOURS} hours allowed.")
        return 200, fmi.collection(station, start, self._bounded(end), self.faults)

    def _bounded(self, end: dt.datetime) -> dt.datetime:
        """The end of a span, or this moment when that comes first: the future was not measured."""
        return min(end, self._until or dt.datetime.now(dt.UTC))


def _message(text: str) -> str:
    return json.dumps({"message": text})


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment.astimezone(dt.UTC)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Clients come eight at a time, and the backlog of the standard library is five.
    request_queue_size = 64

    def __init__(self, port: int, sources: Sources) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.sources = sources


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        status, headers, text = self.server.sources.answer(self.path, self.headers.get("x-api-key"))
        body = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: a request's line would hold what a client put into it."""


@contextmanager
def serve(sources: Sources, port: int = 0) -> Iterator[str]:
    """Serve on loopback, on a free port when none is given; yields the address, like `http://127.0.0.1:8137`.

    Raises `RequestInvalid` for a port that cannot be had.
    """
    try:
        server = _Server(port, sources)
    except OSError as error:
        raise RequestInvalid(
            f"Port {port} cannot be opened: {error.strerror}.",
            hint="python -m energy serve-sources --port 0",
            port=port,
        ) from error
    with server:
        thread = threading.Thread(target=server.serve_forever, name="sources", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
