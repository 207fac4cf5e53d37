"""`serve-sources`: the servers of this example on a port, until they are interrupted."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

from energy.errors import RequestInvalid
from energy.loopback import Faults, Sources, serve
from energy.requests import example

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_KEY = "loopback"
MOST_PORT = 65_535


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise RequestInvalid(f"serve-sources: {message}.", hint=example("serve-sources"))


def serve_sources(arguments: Sequence[str]) -> dict[str, object]:
    """Serve until SIGINT or SIGTERM. Says on stderr, as JSON, where; returns how often the servers were asked."""
    parser = _Parser(prog="python -m energy serve-sources", description="Fingrid and FMI on loopback.")
    parser.add_argument("--port", type=int, default=0, help="the port; a free one by default")
    parser.add_argument("--api-key", default=DEFAULT_KEY, help="what Fingrid wants as x-api-key")
    parser.add_argument("--faults", default="", help="like page_cap=100,repeats=1,missing=75+188")
    given = parser.parse_args(arguments)
    if not 0 <= given.port <= MOST_PORT:
        raise RequestInvalid(f"{given.port} is no port.", hint=example("serve-sources"))
    sources = Sources(given.api_key, Faults.parse(given.faults))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with serve(sources, given.port) as url:
        where = {"fingrid_url": url, "fmi_url": url, "api_key": given.api_key}
        sys.stderr.write(json.dumps(where) + "\n")
        sys.stderr.flush()
        ended.wait()
    return {"requests": len(sources.asked), **where}
