"""Runs asyncpg's own test suite on a real PostgreSQL and on a door, and says what passes on both.

    python tools/asyncpg_suite.py [MODULE …]     print the share of each module and every test that the door loses

The suite is that of the installed version's source distribution, which `tools/install-clients` puts into `.clients`;
it is never part of this repository. Tests that fail or are skipped on PostgreSQL (those that need `pg_config`, a
standby, another user's cluster) say nothing about a door and are left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

SUITE = ROOT / ".clients" / "asyncpg-suite"
# A test that waits for a lock or a message would wait for ever.
TEST_SECONDS = 20
MODULE_SECONDS = 600
PASSED = ""


def main(chosen: list[str]) -> None:
    """Print what the door loses, by module."""
    kept = total = 0
    for module, on_postgres, on_door in outcomes(chosen):
        lost = lost_tests(on_postgres, on_door)
        count = sum(told == PASSED for told in on_postgres.values())
        kept, total = kept + count - len(lost), total + count
        print(f"{module}: {count - len(lost)} of {count}", flush=True)
        for name, reason in lost.items():
            print(f"    {name}: {reason[:200]}", flush=True)
    print(f"{kept} of {total} that pass on PostgreSQL ({kept / max(total, 1):.1%})")


def summary() -> dict[str, object]:
    """The figures of the page of tested clients."""
    modules = {}
    for module, on_postgres, on_door in outcomes([]):
        count = sum(told == PASSED for told in on_postgres.values())
        if count:
            modules[module] = [count - len(lost_tests(on_postgres, on_door)), count]
    held, count = (sum(pair[side] for pair in modules.values()) for side in (0, 1))
    if not count:
        raise RuntimeError(f"no test of asyncpg's suite passes on PostgreSQL; is it in {SUITE.relative_to(ROOT)}?")
    return {"version": version("asyncpg"), "held": held, "count": count, "modules": modules}


def lost_tests(on_postgres: dict[str, str], on_door: dict[str, str]) -> dict[str, str]:
    """The tests that pass on PostgreSQL and not on the door, each with what it said."""
    return {
        name: on_door.get(name, "the module ended early")
        for name, told in on_postgres.items()
        if told == PASSED and on_door.get(name, "missing") != PASSED
    }


def outcomes(chosen: list[str]) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Each module with what its tests said on PostgreSQL and on a door of its own."""
    from tests.integration.doors import open_door  # noqa: PLC0415 - the page alone starts no server
    from tests.integration.postgres_server import PostgresServer  # noqa: PLC0415 - see above

    modules = [path.stem for path in sorted((SUITE / "tests").glob("test_*.py"))]
    for module in [name for name in modules if not chosen or name in chosen]:
        with PostgresServer() as server:
            on_postgres = run(module, {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": server.user})
        with open_door() as door, own_name(door) as address:
            yield module, on_postgres, run(module, address)


@contextmanager
def own_name(door: OpenDoor) -> Iterator[dict[str, str]]:
    """The variables that lead asyncpg over loopback, where the suite's proxy can stand between."""
    from reedbed.pgserver.access.users import OWN_NAME  # noqa: PLC0415 - the page alone needs no package

    yield {"PGHOST": "127.0.0.1", "PGPORT": str(door.port), "PGUSER": OWN_NAME, "PGPASSWORD": door.token}


def run(module: str, address: dict[str, str]) -> dict[str, str]:
    """What each test of a module says at this address: nothing when it passes, else its error's last line."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={SUITE}", f"--junitxml={report}"]
        # Without a bound, this repository's own conftest.py is loaded, which is not that suite's.
        command += ["-p", "no:cacheprovider", f"--confcutdir={SUITE}"]
        command += [f"--timeout={TEST_SECONDS}", f"tests/{module}.py"]
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "PYTEST"))}
        variables |= address | {"PGDATABASE": "postgres"}
        try:
            subprocess.run(
                command,
                cwd=SUITE,
                env=variables,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=MODULE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return {}
        if not report.exists():
            return {}
        cases = list(ET.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by pytest a moment ago
    told: dict[str, str] = {}
    for case in cases:
        name = f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
        # A test that passes and whose tear-down fails is told twice.
        told[name] = told.get(name, PASSED) or reason(case)
    return told


def reason(case: ET.Element) -> str:
    """Why a test did not pass."""
    for child in case:
        if child.tag in ("failure", "error", "skipped"):
            message = " ".join((child.get("message") or "").split())
            return f"{child.tag}: {message}"
    return PASSED


if __name__ == "__main__":
    main(sys.argv[1:])
