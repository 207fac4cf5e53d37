from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reedbed import ReedbedError, open_store

# The example is an application in its own folder, not an installed package.
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from energy.loopback import Sources

    Run = Callable[..., dict[str, Any]]
    Rows = Callable[..., list[tuple[Any, ...]]]

START, END = "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z"
KEY = "sesame-4711"


@pytest.fixture
def sources() -> Sources:
    from energy.loopback import Sources

    return Sources(KEY)


@pytest.fixture
def url(sources: Sources) -> Iterator[str]:
    from energy.loopback import serve

    with serve(sources) as url:
        yield url


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command on the workspace `tmp_path/w`; its document, or the error of a failure."""
    from energy.commands import COMMANDS
    from energy.errors import SourcesFailed

    def call(command: str, **keys: object) -> dict[str, Any]:
        request = {"workspace_path": str(tmp_path / "w"), **keys}
        try:
            document = COMMANDS[command](json.dumps(request))
        except SourcesFailed as error:
            document = {"sources": error.sources, "error": error.to_dict()}
        except ReedbedError as error:
            document = {"error": error.to_dict()}
        result: dict[str, Any] = json.loads(json.dumps(document))
        return result

    return call


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two days of March 2026."""
    from energy.commands import COMMANDS
    from energy.loopback import Sources, serve

    folder = tmp_path_factory.mktemp("energy") / "w"
    with serve(Sources(KEY)) as url:
        request = {"workspace_path": str(folder), "fingrid_url": url, "fmi_url": url, "api_key": KEY}
        COMMANDS["ingest"](json.dumps({**request, "start": START, "end": END, "requests_per_minute": 60_000}))
    return folder


@pytest.fixture
def ingested(tmp_path: Path, read_once: Path) -> Path:
    """The workspace `tmp_path/w` with two days of March 2026 in it."""
    return Path(shutil.copytree(read_once, tmp_path / "w"))


@pytest.fixture
def ingest(run: Run, url: str) -> Run:
    """Ingest two days of March 2026, or what the keys say."""

    def call(**keys: object) -> dict[str, Any]:
        standard = {"fingrid_url": url, "fmi_url": url, "api_key": KEY, "start": START, "end": END}
        return run("ingest", **(standard | {"requests_per_minute": 60_000} | keys))

    return call


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """Query the workspace `tmp_path/w`."""

    def query(sql: str, params: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with open_store(tmp_path / "w") as store:
            return [tuple(row.values()) for row in store.query(sql, params).to_pylist()]

    return query
