"""Asks the recorded statements of a server again, and tells which run and which have PostgreSQL's columns.

python -m tests.integration.catalog.recording.replay URL           every failure with its message
python -m tests.integration.catalog.recording.replay URL psql-18   of one client
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.integration.catalog.recording.entries import FIRST_OWN_OID, Answer, Entry, Replayer, read

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDED = Path(__file__).parents[1] / "recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An entry and what a server answered."""

    entry: Entry
    answer: Answer

    @property
    def runs(self) -> bool:
        """Whether it was answered at all."""
        return not self.answer.sqlstate

    @property
    def alike(self) -> bool:
        """Whether it has PostgreSQL's columns: their names and types, types that PostgreSQL does not bring aside."""
        return self.runs and [_shared(one) for one in self.answer.columns] == [
            _shared(one) for one in self.entry.columns
        ]


def _shared(column: tuple[str, int]) -> tuple[str, int]:
    name, oid = column
    return name, min(oid, FIRST_OWN_OID)


def replay(url: str, stems: Iterable[str] = ()) -> list[Outcome]:
    """Ask the entries of these files, or of all."""
    replayer = Replayer(url=url)
    paths = [path for path in sorted(RECORDED.glob("*.toml")) if not stems or path.stem in stems]
    try:
        return [Outcome(entry=entry, answer=replayer.ask(entry)) for path in paths for entry in read(path)]
    finally:
        replayer.session.close()


def main(url: str, stems: list[str]) -> None:
    """Print each entry that fails or differs, then the shares."""
    outcomes = replay(url, stems)
    for outcome in outcomes:
        if not outcome.alike:
            print(f"\n-- {outcome.entry.client}\n{outcome.entry.sql}")
        if not outcome.runs:
            print(f"=> {outcome.answer.sqlstate} {outcome.answer.message}")
        elif not outcome.alike:
            pairs = zip(outcome.entry.columns, outcome.answer.columns, strict=False)
            print(
                "=> " + ", ".join(f"{wanted} is {found}" for wanted, found in pairs if wanted != found) or "=> columns"
            )
    for client in sorted({outcome.entry.client for outcome in outcomes}):
        print(shares(client, [outcome for outcome in outcomes if outcome.entry.client == client]))
    print(shares("all", outcomes))


def shares(name: str, outcomes: list[Outcome]) -> str:
    """One line: how many there are, how many run, how many are alike."""
    runs, alike = sum(outcome.runs for outcome in outcomes), sum(outcome.alike for outcome in outcomes)
    count = len(outcomes)
    return (
        f"{name:20} {count:4}   run {runs:4} ({runs / count:6.1%})   with its columns {alike:4} ({alike / count:6.1%})"
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
