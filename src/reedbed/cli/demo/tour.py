"""The demo's steps, from loading to mending: each shows one thing that Reedbed does, by the command that does it."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from reedbed.cli import builds, checkpoints, ingesting, lake, statements, views
from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.demo.api import served
from reedbed.cli.demo.damage import damage_checkpoint
from reedbed.cli.demo.figures import figures
from reedbed.cli.demo.findings import findings
from reedbed.cli.demo.flights import PACKAGE
from reedbed.cli.demo.sources import new_key, write_sources
from reedbed.cli.pages import Facts, Grid
from reedbed.errors import ViewFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed import StorageManager
    from reedbed.cli.demo.stage import Stage
    from reedbed.cli.session import Session

_BY_SIGHT = "FROM delay_by_visibility"
_BY_MONTH = """
  PIVOT month_airport ON origin
  USING first(mean_delay_minutes) GROUP BY month ORDER BY month"""
_PROFILED = "weather_hourly"
_DAMAGED = "departures_weather"
_LOST = "flights"
_CUT = "2013-10-01"
_FINGERPRINT = """
  SELECT count(*) AS flights, bit_xor(hash(f)) AS fingerprint
  FROM flights f"""
_ONE_DAY = """
  FROM flights WHERE time_hour BETWEEN '2013-03-08' AND '2013-03-09'"""


class Tour:
    """One walk through a demo workspace, whose store is the session's."""

    def __init__(self, session: Session, stage: Stage) -> None:
        self._session = session
        self._stage = stage

    def walk(self) -> None:
        """Every step. Raises `ViewFailed` when someone's changed view does not build."""
        self._ingest()
        self._plan()
        self._build()
        self._ask()
        self._wonder()
        self._profile()
        self._lineage()
        self._again()
        self._damage()
        self._verify()
        self._mend()
        self._lose()
        self._settle()
        self._archive()

    @property
    def _store(self) -> StorageManager:
        return self._session.store()

    def _ingest(self) -> None:
        heading = "Ingest: an API of pages becomes two tables, each with its Parquet twin"
        with self._stage.step("ingest", heading) as found:
            folder = self._session.workspace().folder
            with ExitStack() as stack:
                # The spinner ends before anything is written below it.
                with self._session.working("Starting the API"):
                    url = stack.enter_context(served(new_key(folder)))
                write_sources(folder, url)
                self._stage.said(f"{url}/flights, /weather: real data of {PACKAGE}")
                found.update(self._run("ingest run", ingesting.run))

    def _plan(self) -> None:
        with self._stage.step("plan", "Plan: what would be built, in which order and why, before it runs") as found:
            found.update(self._run("plan", builds.plan))

    def _build(self) -> None:
        with self._stage.step("build", "Build: what the plan says; a view is a table, whole or as it was") as found:
            found.update(self._run("build", builds.build))

    def _ask(self) -> None:
        with self._stage.step("ask", "Ask: does fog delay flights, and which month was bad at which airport?") as found:
            found["by_visibility"] = self._run(f'sql "{_BY_SIGHT}"', partial(statements.sql, _BY_SIGHT))
            found["by_month_and_airport"] = self._run(f'sql "{_BY_MONTH}"', partial(statements.sql, _BY_MONTH))

    def _wonder(self) -> None:
        with self._stage.step("findings", "Wonder: what is odd in the real data, each number from a query") as found:
            odd = findings(self._store)
            found.update({each.name: each.number for each in odd})
            cells = [(f"{each.number:,}", each.text) for each in odd]
            self._stage.show([Grid(headers=("number", "of what"), cells=cells, right=frozenset({"number"}))])

    def _profile(self) -> None:
        with self._stage.step("profile", "Profile: what a table's values look like, column by column") as found:
            found.update(self._run(f"profile {_PROFILED}", partial(figures, _PROFILED)))

    def _lineage(self) -> None:
        with self._stage.step("lineage", "Lineage: what is made from what, found in the code of the views") as found:
            found.update(self._run("views graph", views.graph))

    def _again(self) -> None:
        with self._stage.step("again", "Again: neither code nor inputs changed, so nothing has to run") as found:
            found.update(self._run("build", builds.build))

    def _damage(self) -> None:
        with self._stage.step("damage", "Damage: a disk goes bad under a checkpoint, and nobody notices") as found:
            done = damage_checkpoint(self._store, self._session.workspace().checkpoints_path, _DAMAGED)
            found.update(table=_DAMAGED, file=str(done.file), offset=done.offset, size_bytes=done.size_bytes)
            where = f"{done.size_bytes} of {done.file_size_bytes:,}, from {done.offset:,} on"
            pairs = [("checkpoint", done.file.parent.name), ("file", done.file.name), ("bytes changed", where)]
            self._stage.show([Facts(pairs=pairs)])

    def _verify(self) -> None:
        with self._stage.step("verify", "Verify: files against their sums, tables against their files") as found:
            found.update(self._run("checkpoint verify", checkpoints.verify))

    def _mend(self) -> None:
        with self._stage.step("mend", "Mend: the table is whole, so its checkpoint is written anew from it") as found:
            self._run(f"checkpoint write {_DAMAGED}", partial(checkpoints.write, _DAMAGED))
            found.update(self._run(f"checkpoint verify {_DAMAGED}", partial(checkpoints.verify, _DAMAGED)))

    def _lose(self) -> None:
        with self._stage.step(
            "restore", "Lose a table: it comes back from its checkpoint, and so do its rows"
        ) as found:
            drop = f"DROP TABLE {_LOST}"
            self._run(f'sql "{drop}"', partial(statements.sql, drop))
            found.update(self._run(f"checkpoint restore {_LOST}", partial(checkpoints.restore, (_LOST,))))

    def _settle(self) -> None:
        with self._stage.step(
            "settle", "Settle: the table is what it was, so no view that reads it has to run"
        ) as found:
            found["plan"] = self._run("plan", builds.plan)

    def _archive(self) -> None:
        heading = "Archive: nine months become files by month; the name answers as before"
        with self._stage.step("archive", heading) as found:
            found["before"] = self._run(f'sql "{_FINGERPRINT}"', partial(statements.sql, _FINGERPRINT))
            words = f"lake archive {_LOST} --older-than {_CUT}"
            found["archive"] = self._run(words, partial(lake.archive, _LOST, older_than=_CUT))
            found["after"] = self._run(f'sql "{_FINGERPRINT}"', partial(statements.sql, _FINGERPRINT))
            found["one_day"] = self._run(f'lake explain "{_ONE_DAY}"', partial(lake.explain, _ONE_DAY))

    def _run(self, words: str, command: Callable[..., Answer]) -> dict[str, object]:
        """What a command of the command line answers; raises `ViewFailed` for a build that failed."""
        found, exit_code = self._stage.command(words, partial(command, session=self._session))
        if exit_code is ExitCode.FAILURE:
            folder = shlex.quote(str(self._session.workspace().folder))
            raise ViewFailed(
                f"A view of the demo failed, so the demo ends at `reedbed {words}`.",
                hint=f"reedbed demo {folder} --fresh",
                **found,
            )
        return found
