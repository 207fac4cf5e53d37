"""Archives of a served database that is shut in: in the bucket, in a folder elsewhere, and out of reach elsewhere."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.lake.buckets import BUCKET, BucketServer

from reedbed import Lake, Workspace, errors, open_store
from reedbed.wiring.serving import Serving, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = "SELECT count(*), sum(id) FROM t"


@pytest.fixture(scope="module")
def server() -> Iterator[BucketServer]:
    with BucketServer(kind="rclone") as started:
        yield started


@pytest.fixture(params=["s3", "folder"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path, server: BucketServer) -> Workspace:
    made = Workspace.init(tmp_path / "workspace")
    prefix = f"s3://{BUCKET}/{uuid.uuid4().hex}"
    target = prefix if request.param == "s3" else str(tmp_path / "elsewhere")
    made.file.write_text(json.dumps({"reedbed": {"lake_target": target, "secrets": server.secrets()}}))
    workspace = Workspace.load(made.folder)
    with open_store(workspace) as store:
        store.execute_sql(
            "CREATE TABLE t AS SELECT i AS id, TIMESTAMP '2024-01-01' + i * INTERVAL 1 HOUR AS ts "
            "FROM range(2000) AS r (i)"
        )
        Lake(store).archive("t", "ts", "2024-03-01", key=())
    return workspace


def test_a_database_that_is_shut_in_reads_and_writes_its_archives(workspace: Workspace) -> None:
    with (
        served(workspace, Serving(port=0, shut_in=True)) as server,
        psycopg.connect(server.url, autocommit=True) as client,
    ):
        assert client.execute(ROWS).fetchone() == (2000, 1999000)
        lake = Lake(server.store)
        assert lake.archive("t", older_than="2024-03-10").rows == 216
        assert lake.compact("t").partitions == 0
        assert client.execute(ROWS).fetchone() == (2000, 1999000)
        assert [report.findings for report in lake.verify()] == [()]


def test_the_rest_of_the_bucket_and_of_the_machine_stays_out_of_reach(workspace: Workspace) -> None:
    with served(workspace, Serving(port=0, shut_in=True)) as server:
        for address in (f"s3://{BUCKET}/other.parquet", "s3://others/x.parquet", "/etc/passwd"):
            with pytest.raises(errors.OperationRefused):
                server.store.query(f"SELECT * FROM read_blob('{address}')")


def test_another_process_works_on_archives_through_the_owner(workspace: Workspace) -> None:
    with (
        served(workspace, Serving(port=0)) as server,
        open_store(server.url) as client,
    ):
        lake = Lake(client)
        client.execute_sql("INSERT INTO t VALUES (5000, TIMESTAMP '2024-01-05')")
        assert [each.late for each in lake.plan_compaction("t").work] == [1]
        assert lake.compact("t").folded == 1
        assert [each.rows for each in lake.statistics("t")] == [745, 696]
        assert lake.read("t", as_of=1).count().execute() == 1440
        assert [each.number for each in lake.expire(older_than="0h", dry_run=False)] == [1]
        assert [each.reason for each in lake.prune(dry_run=False)] == ["expired"]
        assert lake.sweep() == []
        result = lake.export("t", workspace.folder / "plain")
        assert result.rows == 2001
        assert (workspace.folder / "plain" / result.files[0]).is_file()
