from __future__ import annotations

import datetime as dt
import json
import shlex
import signal
import socket
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from programs import EXAMPLE, called, started

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., dict[str, Any]]

INGEST = {
    "workspace_path": "W",
    "fingrid_url": "http://127.0.0.1:9",
    "fmi_url": "http://127.0.0.1:9",
    "api_key": "sesame-4711",
    "start": "2026-03-01T00:00:00Z",
    "end": "2026-03-02T00:00:00Z",
}


def test_features_as_the_issue_asks_for_them() -> None:
    code, found, _ = called("features", '{"temperature_c": -5, "wind_ms": 10}')
    assert code == 0
    assert found == {"wind_chill": pytest.approx(-13.6778, abs=1e-4), "heating_degrees": 23, "cooling_degrees": 0}


def test_ingest_says_what_it_did_and_its_exit_code_says_whether_all_of_it(
    url: str, sources: Any, tmp_path: Path
) -> None:
    from energy.loopback import Faults

    request = json.dumps(
        INGEST | {"workspace_path": str(tmp_path / "w"), "fingrid_url": url + "/api", "fmi_url": url + "/wfs"}
    )
    code, found, talk = called("ingest", request)
    assert (code, found["sources"]["consumption"]["new"], found["sources"]["weather"]["new"]) == (0, 480, 144)
    sources.faults = Faults(report=True)
    code, found, more = called("ingest", request)
    assert (code, found["sources"]["consumption"]["same"]) == (3, 480)
    assert "weather" in found["error"]["message"]
    assert found["error"]["details"]["failed"] == ["weather (observations)"]
    assert "sesame-4711" not in talk + more + json.dumps(found)


WRONG = {
    "no command": ((), "ENERGY001"),
    "unknown command": (("fly", "{}"), "ENERGY001"),
    "no argument": (("ingest",), "ENERGY001"),
    "no JSON": (("ingest", '{"api_key": "sesame-4711"'), "ENERGY001"),
    "missing keys": (("ingest", "{}"), "ENERGY001"),
    "unknown key": (("ingest", json.dumps(INGEST | {"stat": 1})), "ENERGY001"),
    "naive start": (("ingest", json.dumps(INGEST | {"start": "2026-03-01T00:00:00"})), "ENERGY001"),
    "naive end": (("ingest", json.dumps(INGEST | {"end": "2026-03-02"})), "ENERGY001"),
    "backwards": (("ingest", json.dumps(INGEST | {"end": "2026-02-01T00:00:00Z"})), "ENERGY001"),
    "a key that is no header": (("ingest", json.dumps(INGEST | {"api_key": "sesame-4711\n"})), "ENERGY001"),
    "a moment before all moments": (
        ("ingest", json.dumps(INGEST | {"start": "0001-01-01T00:00:00+02:00"})),
        "ENERGY001",
    ),
    "the home of nobody": (("ingest", json.dumps(INGEST | {"workspace_path": "~nobody-4711/w"})), "ENERGY001"),
    "no host": (("ingest", json.dumps(INGEST | {"fingrid_url": "http://"})), "ENERGY001"),
    "half a host": (("ingest", json.dumps(INGEST | {"fmi_url": "http://[::1"})), "ENERGY001"),
    "a URL without a port's number": (
        ("ingest", json.dumps(INGEST | {"fmi_url": "http://127.0.0.1:99999"})),
        "ENERGY001",
    ),
    "a space in a URL": (("ingest", json.dumps(INGEST | {"fmi_url": "http://a b"})), "ENERGY001"),
    "no rate": (("ingest", json.dumps(INGEST | {"requests_per_minute": 0})), "ENERGY001"),
    "no number": (("features", '{"temperature_c": NaN, "wind_ms": 1}'), "ENERGY001"),
    "negative wind": (("features", '{"temperature_c": 1, "wind_ms": -1}'), "ENERGY001"),
    "another file": (("latest", json.dumps({"workspace_path": str(Path(__file__))})), "ENERGY001"),
    "no port": (("serve-sources", "--port", "a"), "ENERGY001"),
    "no such fault": (("serve-sources", "--faults", "sloth=1"), "ENERGY001"),
    "less than no fault": (("serve-sources", "--faults", "page_cap=-5"), "ENERGY001"),
}


@pytest.mark.parametrize(("arguments", "code"), WRONG.values(), ids=WRONG)
def test_wrong_requests_are_described_and_do_nothing(
    arguments: tuple[str, ...], code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from energy.__main__ import main

    given = [each.replace('"W"', json.dumps(str(tmp_path / "w"))) for each in arguments]
    assert main(given) == 3
    out, err = capfd.readouterr()
    error = json.loads(out)["error"]
    assert (error["code"], bool(error["hint"])) == (code, True)
    assert "sesame-4711" not in out + err
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    from energy.__main__ import main

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve-sources", "--port", str(port)]) == 3
    error = json.loads(capfd.readouterr().out)["error"]
    assert (error["code"], error["details"]) == ("ENERGY001", {"port": port})
    assert "in use" in error["message"]


def test_the_hint_of_a_wrong_request_is_a_command_that_the_shell_takes() -> None:
    from energy.requests import EXAMPLES, example

    words = {command: shlex.split(example(command))[4:] for command in EXAMPLES}
    assert words.pop("serve-sources") == ["--port", "8137"]
    assert all(json.loads(document) for (document,) in words.values())


def test_serve_sources_answers_until_it_is_told_to_end() -> None:
    with started("serve-sources", "--port", "0", "--faults", "page_cap=7") as server:
        assert server.stderr is not None
        where = json.loads(server.stderr.readline())
        query = "startTime=2026-03-01T00:00:00Z&endTime=2026-03-01T01:00:00Z&pageSize=100&page=3"
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{where['fingrid_url']}/api/datasets/124/data?{query}", headers={"x-api-key": where["api_key"]}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            document = json.load(answer)
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=10)
    assert document["data"][-1]["startTime"] == "2026-03-01T00:57:00.000Z"
    assert document["pagination"] == {
        "total": 20,
        "lastPage": 3,
        "prevPage": 2,
        "nextPage": None,
        "perPage": 7,
        "currentPage": 3,
        "from": 14,
        "to": 20,
    }
    assert (server.returncode, json.loads(out)["requests"]) == (0, 1)


def test_a_postgres_client_looks_on_while_another_process_owns_and_this_one_ingests(
    ingest: Run, tmp_path: Path
) -> None:
    from energy.servers import served
    from energy.watching import Watcher, files_read
    from reedbed import Lake, Workspace, open_store

    Workspace.init(tmp_path / "w")
    with served(tmp_path / "w", {}) as door:
        with Watcher(door) as watcher:
            for end in ("2026-03-02T00:00:00Z", "2026-03-04T00:00:00Z"):
                assert "error" not in ingest(end=end)
            with open_store(tmp_path / "w") as store:
                Lake(store).archive(
                    "consumption", "timestamp", "2026-03-03T00:00:00Z", partition_by=("year", "month", "day")
                )
            ingest(end="2026-03-05T00:00:00Z")
        day = dt.datetime.fromisoformat("2026-03-02T00:00:00Z")
        assert files_read(door, "consumption", day) == "consumption: files read 1 of 2"
    seen = watcher.seen.to_dict()
    assert (seen["failures"], seen["doubled"], seen["went_back"]) == ([], 0, False)
    assert set(watcher.seen.rows) <= {0, 480, 3 * 480, 4 * 480}
    assert len(watcher.seen.rows) > 5


def test_a_command_that_reads_a_workspace_makes_none(run: Run, tmp_path: Path) -> None:
    keys = {"archive": {"table": "consumption", "before": "2026-03-02T00:00:00Z"}}
    for command in ("archive", "train", "predict", "latest"):
        error = run(command, **keys.get(command, {}))["error"]
        words = shlex.split(error["hint"])
        assert (error["code"], words[3], json.loads(words[4])["workspace_path"]) == (
            "WS001",
            "ingest",
            str(tmp_path / "w"),
        )
    assert list(tmp_path.iterdir()) == []


def test_the_demo_leaves_other_workspaces_as_they_are(run: Run, tmp_path: Path) -> None:
    from energy.requests import DemoRequest, parse
    from reedbed import Workspace

    Workspace.init(tmp_path / "w")
    before = sorted(tmp_path.rglob("*"))
    assert run("demo")["error"]["code"] == "ENERGY009"
    assert sorted(tmp_path.rglob("*")) == before
    assert parse(DemoRequest, "{}", "demo").workspace_path == Path("energy-demo")


def test_a_door_that_does_not_open_says_why(tmp_path: Path) -> None:
    from energy.errors import ServerFailed
    from energy.servers import served

    with pytest.raises(ServerFailed, match=r"workspace\.yaml"), served(tmp_path / "nowhere", {}):
        raise AssertionError("nothing can be served")


def test_the_readme_lists_every_code_and_every_command() -> None:
    from energy import errors
    from energy.requests import EXAMPLES
    from reedbed import ReedbedError

    text = (EXAMPLE / "README.md").read_text("utf-8")
    codes = [each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ReedbedError)]
    own = [code for code in codes if code.startswith("ENERGY")]
    assert len(own) >= 7
    assert [each for each in [*own, *EXAMPLES] if each not in text] == []
