"""The API that the demo reads: the package's flights and weather by pages, over HTTP on this machine, behind a key."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from reedbed import DuckDBStorageManager
from reedbed.cli.demo.flights import TABLES, rows_of
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed import StorageManager

MOST_ROWS: Final = 20_000
"""Rows of a page at most, whatever is asked for."""


@contextmanager
def served(key: str) -> Iterator[str]:
    """Answer `GET /flights?page=1&per_page=10000` with the header `x-api-key`; yields the URL before the path."""
    with DuckDBStorageManager() as store:
        for table in TABLES:
            with rows_of(table) as rows:
                store.write_table(rows, table)
        server = _Server(store, key)
        thread = threading.Thread(target=server.serve_forever, name="demo API", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, store: StorageManager, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.key = key


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """One page, or what is wrong with the request."""
        asked = urlsplit(self.path)
        table = asked.path.removeprefix("/")
        if self.headers["x-api-key"] != self.server.key:
            self._answer(HTTPStatus.UNAUTHORIZED, '{"error": "the header x-api-key is missing or wrong"}')
        elif table not in TABLES:
            self._answer(HTTPStatus.NOT_FOUND, '{"error": "there are /flights and /weather"}')
        else:
            given = parse_qs(asked.query)
            page, size = (given.get(name, ["1"])[0] for name in ("page", "per_page"))
            if page.isdecimal() and size.isdecimal():
                rows = min(max(int(size), 1), MOST_ROWS)
                self._answer(HTTPStatus.OK, _page(self.server.store, table, max(int(page), 1), rows))
            else:
                self._answer(HTTPStatus.BAD_REQUEST, '{"error": "page and per_page are whole numbers"}')

    def _answer(self, status: HTTPStatus, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that is overridden
        """The demo's page is for the demo."""


def _page(store: StorageManager, table: str, page: int, size: int) -> str:
    """The rows of a page as a document; the engine writes the JSON."""
    total = store.row_count(table)
    last = -(-total // size)
    rows = f"SELECT * FROM {quote(table)} LIMIT {size} OFFSET {(page - 1) * size}"
    (found,) = store.query(f"SELECT coalesce(to_json(list(r))::VARCHAR, '[]') AS data FROM ({rows}) AS r").to_pylist()
    return f'{{"data": {found["data"]}, "pagination": {{"page": {page}, "last": {last}, "total": {total}}}}}'
