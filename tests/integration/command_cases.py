"""For each command a line that succeeds, and one that fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


class Failure(TypedDict):
    """A way to fail that several commands share."""

    fails: str
    code: str
    exit_code: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A command line that succeeds with these keys, and one that fails with this code and exit code."""

    works: str
    keys: set[str]
    fails: str
    code: str
    exit_code: int
    found: int = 0


USAGE: Failure = {"fails": "--nope", "code": "USE001", "exit_code": 2}
MISSING: Failure = {"fails": "flighs", "code": "TBL001", "exit_code": 3}
NO_ARCHIVE: Failure = {"fails": "flights", "code": "LAKE001", "exit_code": 3}
ROWS = {"columns", "rows", "row_count"}

CASES: dict[str, Case] = {
    "overview": Case(works="", keys={"workspace", "tables"}, **USAGE),
    "init": Case(works="../new", keys={"workspace", "file"}, fails=".", code="WS002", exit_code=3),
    "status": Case(works="", keys={"ownership", "size_bytes", "tables"}, **USAGE),
    "stop": Case(works="", keys={"stopped", "owner"}, **USAGE),
    "doctor": Case(works="", keys={"findings", "problems"}, **USAGE),
    "config show": Case(works="", keys={"settings"}, **USAGE),
    "tables": Case(works="", keys=ROWS, **USAGE),
    "show": Case(works="flights", keys={"table", "columns", "key"}, **MISSING),
    "head": Case(works="flights -n 2", keys=ROWS, **MISSING),
    "sample": Case(works="flights -n 2", keys=ROWS, **MISSING),
    "sql": Case(works="FROM|flights", keys=ROWS, fails="selec", code="SQL001", exit_code=3),
    "profile": Case(works="flights", keys={"profile"}, **MISSING),
    "diff": Case(
        works="flights SELECT|1|AS|id", keys={"identical"}, found=1, fails="flights x", code="TBL001", exit_code=3
    ),
    "load": Case(works="more ../flights.csv", keys={"row_count"}, fails="more no.csv", code="FILE001", exit_code=3),
    "export": Case(works="flights out.parquet", keys={"file"}, fails="flights x.doc", code="USE001", exit_code=2),
    "copy": Case(
        works="flights --to . --name copied",
        keys={"copy_id", "row_count", "repeated"},
        fails="flights",
        code="USE001",
        exit_code=2,
    ),
    "views list": Case(works="", keys={"views"}, **USAGE),
    "views graph": Case(works="", keys={"lineage"}, fails="delay", code="VIEW001", exit_code=3),
    "plan": Case(works="", keys={"views", "up_to_date"}, fails="delay", code="VIEW001", exit_code=3),
    "build": Case(works="", keys={"views", "built"}, fails="delay", code="VIEW001", exit_code=3),
    "checkpoint list": Case(works="", keys={"checkpoints"}, **USAGE),
    "checkpoint verify": Case(works="", keys={"checkpoints", "damaged"}, fails="x", code="CHK001", exit_code=3),
    "checkpoint write": Case(works="flights", keys={"written"}, **MISSING),
    "checkpoint restore": Case(works="flights", keys={"restored"}, fails="", code="USE001", exit_code=2),
    "checkpoint keep": Case(
        works="flights monday", keys={"table", "name", "version"}, fails="flighs x", code="TBL001", exit_code=3
    ),
    "checkpoint kept": Case(works="", keys={"kept"}, **USAGE),
    "checkpoint forget": Case(
        works="flights friday", keys={"table", "name"}, fails="flighs friday", code="TBL001", exit_code=3
    ),
    "checkpoint prune": Case(works="", keys={"files", "applied"}, **USAGE),
    "lake archive": Case(works="old --older-than 7d", keys={"rows", "files", "live_rows"}, **MISSING),
    "lake list": Case(works="", keys={"tables"}, **USAGE),
    "lake verify": Case(works="", keys={"tables", "damaged"}, **NO_ARCHIVE),
    "lake restore": Case(works="old --until 2030-01-01", keys={"rows", "files", "archived_rows"}, **NO_ARCHIVE),
    "lake explain": Case(works="FROM|old", keys={"reads"}, fails="", code="USE001", exit_code=2),
    "lake compact": Case(works="old", keys={"partitions"}, **NO_ARCHIVE),
    "lake statistics": Case(works="old", keys={"partitions"}, **NO_ARCHIVE),
    "lake snapshots": Case(works="old", keys={"snapshots"}, **NO_ARCHIVE),
    "lake expire": Case(works="--older-than 1d", keys={"snapshots", "applied"}, **USAGE),
    "lake prune": Case(works="", keys={"files", "applied"}, **USAGE),
    "lake sweep": Case(works="", keys={"files", "applied"}, **USAGE),
    "lake export": Case(
        works="old ../plain", keys={"files", "row_count"}, fails="flighs x", code="TBL001", exit_code=3
    ),
    "backup": Case(works="../backup", keys={"backup"}, fails="data", code="BACK001", exit_code=3),
    "restore": Case(works="../kept --to ../again", keys={"restored"}, fails="x --to y", code="BACK001", exit_code=3),
    "migrate": Case(works="--plan", keys={"pending"}, **USAGE),
    "queries": Case(works="", keys={"sessions", "counters"}, **USAGE),
    "cancel": Case(works="7", keys={"id", "cancelled"}, found=1, fails="seven", code="USE001", exit_code=2),
    "users add": Case(
        works="ben --role writer --password-stdin", keys={"user"}, fails="1 --role owner", code="USE001", exit_code=2
    ),
    "users list": Case(works="", keys={"users"}, **USAGE),
    "users remove": Case(works="ana", keys={"removed"}, fails="nobody", code="ACC003", exit_code=3),
    "users passwd": Case(
        works="ana --password-stdin", keys={"user"}, fails="nobody --password-stdin", code="ACC003", exit_code=3
    ),
    "users grant": Case(works="ana --read flights", keys={"user"}, fails="ana", code="USE001", exit_code=2),
    "ingest run": Case(works="", keys={"runs"}, fails="reading", code="ING002", exit_code=3),
    "ingest list": Case(works="", keys={"sources"}, **USAGE),
    "ingest status": Case(works="", keys={"runs"}, **USAGE),
    "ingest replay": Case(works="1", keys={"replayed", "read"}, fails="1", code="ING012", exit_code=3),
    "ingest trace": Case(
        works="readings at=2026-01-01T00:00:00Z", keys={"pages"}, fails="readings x=1", code="TBL004", exit_code=3
    ),
    "ingest prune": Case(works="--days 1 --dry-run", keys={"dry_run"}, **USAGE),
    "ingest quarantine": Case(works="", keys={"records"}, **USAGE),
    "explain": Case(works="LOCK001", keys={"code", "what", "mend"}, fails="LOKC01", code="USE001", exit_code=2),
    "completion": Case(works="bash", keys={"script"}, fails="tcsh", code="USE001", exit_code=2),
}
TESTED_WITH_ITS_DATA = {"ingest", "demo"}
# They go on until somebody ends them; tests/integration/served tries them.
TESTED_WITH_CLIENTS = {"serve", "psql"}
