"""A bucket behind a network that breaks, a server that fails: whole files or none, and nothing of an archive lost."""

from __future__ import annotations

import json
import os
import uuid
from typing import TYPE_CHECKING

import pytest
from tests.faults.lake.fault_proxy import Fault, FaultProxy
from tests.integration.lake.buckets import BUCKET

from reedbed import Lake, StorageManager, Workspace, errors, open_store
from reedbed.lake.targets.s3 import S3Place, S3Target
from reedbed.lake.targets.s3.connections import Patience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.lake.buckets import BucketServer

PART = 5 << 20
SMALL, LARGE = 1000, 2 * PART + 12_345
QUICK = Patience(connect_seconds=2, read_seconds=0.5, attempts=2)
EVER = 1_000
EVERY_CASE = "REEDBED_CASES" in os.environ


@pytest.fixture
def target(bucket: BucketServer, proxy: FaultProxy, tmp_path: Path) -> S3Target:
    return S3Target(
        S3Place.of(f"s3://{BUCKET}/{uuid.uuid4().hex}"),
        secrets=bucket.secrets(port=proxy.port),
        staging=tmp_path / "staging",
        patience=QUICK,
        part_bytes=PART,
    )


def staged(target: S3Target, size: int) -> Path:
    file = target.staging() / uuid.uuid4().hex
    file.write_bytes(b"0123456789abcdef" * (size // 16) + b"x" * (size % 16))
    return file


PASSING = {
    "a server that fails": Fault(kind="status"),
    "a server that is busy": Fault(kind="status", status=503, code="SlowDown"),
    "a cut request": Fault(kind="cut request"),
    "a cut answer": Fault(kind="cut answer"),
    "a lost answer": Fault(kind="lost answer"),
    "a server that hangs": Fault(kind="slow", seconds=0.8),
}


METHODS = ("HEAD", "PUT", "POST", "GET")
# Each pause before another attempt takes half a second; each fault meets some method, and each method some fault.
CASES = [
    (name, method)
    for place, name in enumerate(PASSING)
    for other, method in enumerate(METHODS)
    if EVERY_CASE or (place + other) % 3 == 0
]


@pytest.mark.parametrize(("name", "method"), CASES)
def test_what_passes_is_outlasted(target: S3Target, proxy: FaultProxy, name: str, method: str) -> None:
    fault = PASSING[name]
    proxy.faults = [
        Fault(
            kind=fault.kind,
            method=method,
            status=fault.status,
            code=fault.code,
            seconds=fault.seconds,
            times=fault.times,
        )
    ]
    size = LARGE if method == "POST" else SMALL
    digest = target.put(staged(target, size), "t-1/a.parquet")
    assert digest.size_bytes == size
    assert target.digest("t-1/a.parquet") == digest
    assert proxy.faults[0].times == 0, "the fault was never met"
    assert [each.path for each in target.files()] == ["t-1/a.parquet"]


def test_several_faults_of_one_upload_are_outlasted(target: S3Target, proxy: FaultProxy) -> None:
    proxy.faults = [
        Fault(kind="lost answer", method="POST", part="uploads"),
        Fault(kind="cut request", method="PUT", part="partNumber=1"),
        Fault(kind="status", method="PUT", part="partNumber=3"),
        Fault(kind="lost answer", method="POST", part="uploadId"),
    ]
    assert target.put(staged(target, LARGE), "t-1/a.parquet") == target.digest("t-1/a.parquet")
    assert [fault.times for fault in proxy.faults] == [0, 0, 0, 0]


LASTING = {
    "a server that fails": (Fault(kind="status", times=EVER), errors.TargetUnreachable),
    "no right to write": (Fault(kind="status", status=403, code="AccessDenied", times=EVER), errors.TargetRefused),
    "a cut request": (Fault(kind="cut request", times=EVER), errors.TargetUnreachable),
    "a server that hangs": (Fault(kind="slow", seconds=0.8, times=EVER), errors.TargetUnreachable),
}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (name, part)
        for place, name in enumerate(LASTING)
        for other, part in enumerate(("partNumber=2", "/a.parquet"))
        if EVERY_CASE or (place + other) % 2
    ],
)
def test_what_lasts_leaves_no_object_and_keeps_the_file(
    target: S3Target, proxy: FaultProxy, name: str, part: str
) -> None:
    fault, expected = LASTING[name]
    file = staged(target, LARGE if "partNumber" in part else SMALL)
    proxy.faults = [
        Fault(
            kind=fault.kind,
            method="PUT",
            part=part,
            status=fault.status,
            code=fault.code,
            seconds=fault.seconds,
            times=EVER,
        )
    ]
    with pytest.raises(expected) as failed:
        target.put(file, "t-1/a.parquet")
    assert failed.value.retryable == (expected is errors.TargetUnreachable)
    assert file.exists()
    proxy.faults = []
    if name != "a server that hangs":
        assert list(target.files()) == []
    assert not any("uploads" in each for each in proxy.seen) or _has_no_upload(target)


def _has_no_upload(target: S3Target) -> bool:
    return not target._unfinished()


@pytest.mark.parametrize("bucket", ["rclone", "moto"], indirect=True)  # one refuses it, one takes it for whole
def test_half_a_file_that_a_server_took_for_whole_is_found_out(target: S3Target, proxy: FaultProxy) -> None:
    proxy.faults = [Fault(kind="shortened", method="PUT", times=EVER)]
    with pytest.raises(errors.LakeError):
        target.put(staged(target, SMALL), "t-1/a.parquet")
    proxy.faults = []
    assert list(target.files()) == []


def test_a_server_that_is_not_there_is_told_apart(bucket: BucketServer, tmp_path: Path) -> None:
    secrets = bucket.secrets(port=1)
    target = S3Target(S3Place.of(f"s3://{BUCKET}/x"), secrets=secrets, staging=tmp_path, patience=QUICK)
    with pytest.raises(errors.TargetUnreachable) as failed:
        target.stat("a")
    assert failed.value.retryable


@pytest.fixture
def store(
    bucket: BucketServer, proxy: FaultProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StorageManager]:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    workspace = Workspace.init(tmp_path / "workspace")
    settings = {"lake_target": f"s3://{BUCKET}/{uuid.uuid4().hex}", "secrets": bucket.secrets(port=proxy.port)}
    workspace.file.write_text(json.dumps({"reedbed": settings}))
    with open_store(Workspace.load(workspace.folder)) as opened:
        opened.execute_sql(
            "CREATE TABLE t AS SELECT i AS id, TIMESTAMP '2024-01-01' + i * INTERVAL 1 HOUR AS ts, "
            "i * 0.5 AS x FROM range(2000) AS r (i)"
        )
        yield opened


FINGERPRINT = "SELECT count(*), sum(hash(id, ts, x)::HUGEINT) FROM t"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", method="PUT", status=403, code="AccessDenied"),
        Fault(kind="lost answer", method="PUT", part="month=02"),
        *([Fault(kind="cut request", method="PUT"), Fault(kind="status", part="month=02")] if EVERY_CASE else []),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status} {fault.part}".strip(),
)
def test_an_archive_that_fails_leaves_the_table_and_no_object_that_counts(
    store: StorageManager, proxy: FaultProxy, fault: Fault
) -> None:
    before = store.execute_sql(FINGERPRINT).to_pylist()
    lake = Lake(store)
    proxy.faults = [
        Fault(kind=fault.kind, method="PUT", part=fault.part, status=fault.status, code=fault.code, times=EVER)
    ]
    with pytest.raises(errors.LakeError):
        lake.archive("t", "ts", "2024-03-01", key=())
    assert store.execute_sql(FINGERPRINT).to_pylist() == before
    assert lake.tables() == []
    proxy.faults = []
    result = lake.archive("t", "ts", "2024-03-01", key=())
    assert (result.rows, result.files) == (1440, 2)
    assert store.execute_sql(FINGERPRINT).to_pylist() == before


def archived(store: StorageManager) -> Lake:
    lake = Lake(store)
    lake.archive("t", "ts", "2024-03-01", key=())
    return lake


def test_no_object_is_read_that_the_ledger_does_not_name(
    store: StorageManager, proxy: FaultProxy, tmp_path: Path
) -> None:
    before = store.execute_sql(FINGERPRINT).to_pylist()
    lake = archived(store)
    target = lake._places.open(lake.table("t").target)
    named = {file.path for file in lake.files("t")}
    stranger = next(iter(named)).rpartition("/")[0] + "/stranger.parquet"
    copy = tmp_path / "stranger.parquet"
    store.execute_sql(f"COPY (SELECT * FROM t LIMIT 10) TO '{copy}'")
    target.put(copy, stranger)
    proxy.seen.clear()
    assert store.execute_sql(FINGERPRINT).to_pylist() == before
    read = [each for each in proxy.seen if each.startswith(("GET", "HEAD"))]
    assert any("month" in each for each in read)
    assert not any("stranger" in each for each in read)
    assert not any("list-type" in each for each in read)
    swept = lake.sweep(older_than="0h", dry_run=False)
    assert [(each.path, each.reason) for each in swept] == [(stranger, "unknown")]
    assert {file.path for file in target.files()} == named


def test_a_read_that_fails_is_an_error_and_not_fewer_rows(store: StorageManager, proxy: FaultProxy) -> None:
    before = store.execute_sql(FINGERPRINT).to_pylist()
    archived(store)
    proxy.faults = [Fault(kind="status", part="month", status=403, code="AccessDenied", times=EVER)]
    with pytest.raises(errors.EngineError):
        store.execute_sql(FINGERPRINT)
    proxy.faults = [Fault(kind="status", method="GET", part="month", times=1)]
    assert store.execute_sql(FINGERPRINT).to_pylist() == before


def test_a_compaction_that_fails_changes_nothing_and_leaves_no_object(store: StorageManager, proxy: FaultProxy) -> None:
    lake = archived(store)
    store.execute_sql("INSERT INTO t VALUES (9, TIMESTAMP '2024-01-05', 1.0), (8, TIMESTAMP '2024-02-05', 1.0)")
    before = store.execute_sql(FINGERPRINT).to_pylist()
    named = {file.path for file in lake.files("t")}
    proxy.faults = [Fault(kind="status", method="PUT", part="month=02", times=EVER)]
    with pytest.raises(errors.TargetUnreachable):
        lake.compact("t")
    proxy.faults = []
    target = lake._places.open(lake.table("t").target)
    assert {file.path for file in target.files()} == named == {file.path for file in lake.files("t")}
    assert store.execute_sql(FINGERPRINT).to_pylist() == before
    assert lake.compact("t").folded == 2
    assert store.execute_sql(FINGERPRINT).to_pylist() == before
    assert lake.expire(older_than="0h", dry_run=False)
    assert {each.path for each in lake.prune(dry_run=False)} == named
    assert {file.path for file in target.files()} == {file.path for file in lake.files("t")}
    assert [report.findings for report in lake.verify()] == [()]


def test_an_altered_object_is_found(store: StorageManager, tmp_path: Path) -> None:
    lake = archived(store)
    target = lake._places.open(lake.table("t").target)
    file = lake.files("t")[0]
    target.delete([file.path])
    torn = tmp_path / "torn"
    torn.write_bytes(b"x" * file.size_bytes)
    target.put(torn, file.path)
    assert [report.findings for report in lake.verify("t")] == [(f"{file.path}: its content was altered",)]
