"""Writes the known differences into the case files, each with what differs; those that are gone lose their mark.

    python -m tests.integration.differential.gaps           every subject
    python -m tests.integration.differential.gaps times     these subjects

A reason that somebody wrote by hand stays as long as its case differs.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg
from tests.integration.differential.cases import FOLDER, MODES, Case, Mode, Subject, read
from tests.integration.differential.conftest import prepare
from tests.integration.differential.outcomes import Outcome, answers, comparable
from tests.integration.doors import open_door
from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from pathlib import Path


def main(names: list[str]) -> None:
    """Try every case, and mark those that differ."""
    with PostgresServer() as server:
        for path in sorted(FOLDER.glob("*.sql")):
            if not names or path.stem in names:
                marked, count = update(path, server)
                print(f"{path.stem:14} {count - marked} of {count} alike", flush=True)


def update(path: Path, server: PostgresServer) -> tuple[int, int]:
    """Mark one file anew; how many of its cases differ in some mode, and how many there are in all modes."""
    written = {key(case): case.gaps for case in read(path).cases}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("-- gap")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subject = read(path)
    found: dict[str, dict[Mode, str]] = {}
    for mode in MODES:
        for case, reason in differing(subject, mode, server):
            found.setdefault(case.name, {})[mode] = written.get(key(case), {}).get(mode) or reason
    for case in reversed(subject.cases):
        if case.name in found:
            place = int(case.name) - 1 if case.name.isdigit() else lines.index(f"-- case: {case.name}") + 1
            lines[place:place] = directives(found[case.name], case)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(map(len, found.values())), sum(len(case.modes) for case in subject.cases)


def key(case: Case) -> str:
    """What a case is known by while lines move."""
    return case.statements[0].sql if case.name.isdigit() else case.name


def directives(reasons: dict[Mode, str], case: Case) -> list[str]:
    """The lines that mark a case."""
    if len(set(reasons.values())) == 1 and set(reasons) == set(case.modes):
        return [f"-- gap: {next(iter(reasons.values()))}"]
    return [f"-- gap({mode}): {reason}" for mode, reason in reasons.items()]


def differing(subject: Subject, mode: Mode, server: PostgresServer) -> list[tuple[Case, str]]:
    """The cases that the door answers otherwise, with what is different."""
    database = f"{subject.name}_{mode}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}".encode())
    prepare(server.url(database), subject)
    with ExitStack() as stack:
        door = stack.enter_context(open_door()).url
        prepare(door, subject)
        return [
            (case, reason)
            for case in subject.cases
            if mode in case.modes
            and (reason := difference(answers(server.url(database), case, mode), door_answers(door, case, mode)))
        ]


def door_answers(url: str, case: Case, mode: Mode) -> list[Outcome]:
    """What the door says; a session that breaks is a difference like others."""
    try:
        return answers(url, case, mode)
    except (psycopg.Error, TimeoutError) as error:
        return [Outcome(status=type(error).__name__)]


def difference(expected: list[Outcome], found: list[Outcome]) -> str:
    """In what the first differing outcome differs; empty when none does."""
    found = comparable(found, expected)
    if found == expected:
        return ""
    pairs = zip(expected, found, strict=False)
    wanted, given = next((pair for pair in pairs if pair[0] != pair[1]), (expected[-1], found[-1]))
    if given.sqlstate != wanted.sqlstate:
        others = f", PostgreSQL {wanted.sqlstate}" if wanted.sqlstate else ""
        return f"the door says {given.sqlstate or 'yes'}{others}"
    if given.columns != wanted.columns:
        return f"the columns are {told(given)}, PostgreSQL's {told(wanted)}"
    if given.tag != wanted.tag:
        return f"the tag is {given.tag!r}, PostgreSQL's {wanted.tag!r}"
    return "other values" if given.rows != wanted.rows else "another result"


def told(outcome: Outcome) -> str:
    """Columns as names and type OIDs, the numeric's modifier behind its OID."""
    return ", ".join(
        f"{name} {oid}" + (f"/{modifier}" if modifier >= 0 else "") for name, oid, modifier in outcome.columns
    )[:120]


if __name__ == "__main__":
    main(sys.argv[1:])
