"""An API on loopback that takes 20 ms a page: pages of JSON made beforehand, one thread for each connection."""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGES = 100
ROWS = 1_000
SECONDS_A_PAGE = 0.020


def page(number: int) -> bytes:
    """The body of a page, counted from 1."""
    rows = [
        {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_767_225_600 + 180 * row)),
            "value": row / 2,
            "name": f"station {row % 7}",
        }
        for row in range((number - 1) * ROWS, number * ROWS)
    ]
    return json.dumps({"data": rows, "pagination": {"total": PAGES * ROWS, "lastPage": PAGES}}).encode()


BODIES = [page(number) for number in range(1, PAGES + 1)]


class Handler(BaseHTTPRequestHandler):
    """Answers `?page=N`."""

    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two would wait for each other's acknowledgement.
    wbufsize = -1

    def do_GET(self) -> None:
        """Wait, and answer."""
        number = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        time.sleep(SECONDS_A_PAGE)
        body = BODIES[number - 1]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Be silent."""


def main() -> None:
    """Serve until killed; the port is the first line on stdout."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
