"""What is asked of every place where files of an archive lie, on a folder and on two servers that speak S3."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.integration.lake.buckets import BUCKET, BucketServer, secret_for

from reedbed import errors
from reedbed.engine import Database, EngineOptions
from reedbed.lake.targets import open_target
from reedbed.lake.targets.folder import FolderTarget
from reedbed.lake.targets.s3 import S3Place, S3Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.lake.targets import Target

PATH = "flights-7/year=2024/origin=S%C3%A3o Paulo/20240101-0f.parquet"


@pytest.fixture(params=["folder", "rclone", "moto"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "folder":
        return FolderTarget(tmp_path / "a [folder] with * and ?")
    return s3_target(request.getfixturevalue(f"{request.param}_server"), tmp_path)


@pytest.fixture(scope="session")
def rclone_server() -> Iterator[BucketServer]:
    with BucketServer(kind="rclone") as server:
        yield server


@pytest.fixture(scope="session")
def moto_server() -> Iterator[BucketServer]:
    with BucketServer(kind="moto") as server:
        yield server


def s3_target(server: BucketServer, folder: Path, **fields: object) -> S3Target:
    return S3Target(
        S3Place.of(f"s3://{BUCKET}/{uuid.uuid4().hex}/prefix"),
        secrets=server.secrets(fields),
        staging=folder / "staging",
        # The least that S3 takes for a part, so that a small file has several.
        part_bytes=5 << 20,
    )


def options(target: Target) -> EngineOptions:
    access = getattr(target, "_access", None)
    return EngineOptions(secrets={"bucket": access.secret} if access else {})


def staged(target: Target, rows: int = 1000) -> Path:
    file = target.staging() / f"{uuid.uuid4().hex}.parquet"
    with Database.open(None) as database:
        database.rows(f"COPY (SELECT i, random() AS x FROM range({rows}) AS r (i)) TO '{file}'")
    return file


def test_a_file_is_where_it_was_put_and_duckdb_reads_it(target: Target) -> None:
    with Database.open(None, options=options(target)) as database:
        file = staged(target)
        size = file.stat().st_size
        digest = target.put(file, PATH)
        assert not file.exists()
        assert digest.size_bytes == size
        assert target.digest(PATH) == digest
        found = target.stat(PATH)
        assert found is not None
        assert found.size_bytes == size
        target.prepare(database)
        assert database.rows(f"SELECT count(*), sum(i) FROM read_parquet(['{target.address(PATH)}'])") == [
            (1000, 499500)
        ]


def test_a_large_file_arrives_in_parts(target: Target) -> None:
    file = staged(target, 1_200_000)
    assert file.stat().st_size > 2 * (5 << 20)
    assert target.put(file, PATH) == target.digest(PATH)


def test_a_name_is_never_used_twice(target: Target) -> None:
    digest = target.put(staged(target, 10), PATH)
    second = staged(target, 20)
    with pytest.raises(errors.TargetFileTaken):
        target.put(second, PATH)
    assert second.exists()
    assert target.digest(PATH) == digest


def test_files_are_listed_and_deleted(target: Target) -> None:
    for path in ("one-1/a.parquet", "one-1/year=2024/b.parquet", "one-10/c.parquet"):
        target.put(staged(target, 1), path)
    assert [each.path for each in target.files("one-1")] == ["one-1/a.parquet", "one-1/year=2024/b.parquet"]
    target.delete(["one-1/a.parquet", "one-1/year=2024/b.parquet", "one-1/never.parquet"])
    assert [each.path for each in target.files()] == ["one-10/c.parquet"]
    assert target.stat("one-1/a.parquet") is None
    with pytest.raises(errors.LakeFileDamaged):
        target.digest("one-1/a.parquet")


def test_an_empty_place_has_no_files(target: Target) -> None:
    assert list(target.files()) == []
    assert list(target.files("nothing-1")) == []
    assert target.stat("nothing-1/a.parquet") is None
    assert target.sweep(timedelta(0)) == []


def test_what_a_killed_upload_left_is_swept(
    moto_server: BucketServer, rclone_server: BucketServer, tmp_path: Path
) -> None:
    for server in (moto_server, rclone_server):
        target = s3_target(server, tmp_path)
        client = target._client
        begun = {"Bucket": BUCKET, "Key": target.place.key("t-1/x.parquet")}
        upload = client.create_multipart_upload(**begun)["UploadId"]
        client.upload_part(**begun, UploadId=upload, PartNumber=1, Body=b"1" * (5 << 20))
        assert list(target.files()) == []
        assert target.sweep(timedelta(0)) == ["t-1/x.parquet"]
        assert target.sweep(timedelta(0)) == []


def test_a_young_upload_is_not_swept(rclone_server: BucketServer, tmp_path: Path) -> None:
    target = s3_target(rclone_server, tmp_path)
    target._client.create_multipart_upload(Bucket=BUCKET, Key=target.place.key("t-1/x.parquet"))
    assert target.sweep(timedelta(hours=1)) == []


def test_what_a_killed_write_left_in_a_folder_is_swept(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "lake")
    left = staged(target)
    assert target.sweep(timedelta(hours=1)) == []
    assert list(target.files()) == []
    assert target.sweep(timedelta(0)) == [f".staging/{left.name}"]


def test_wrong_credentials_are_refused_without_being_shown(rclone_server: BucketServer, tmp_path: Path) -> None:
    target = s3_target(rclone_server, tmp_path, secret=secret_for(1)["key_id"])
    with pytest.raises(errors.TargetRefused) as refused:
        target.put(staged(target), PATH)
    assert str(secret_for(1)["key_id"]) not in f"{refused.value} {refused.value.to_dict()} {refused.value.__cause__!r}"
    assert refused.value.details["status"] == 403


def test_a_bucket_that_is_not_there_is_refused(rclone_server: BucketServer, tmp_path: Path) -> None:
    target = S3Target(S3Place.of("s3://nobodys/x"), secrets=rclone_server.secrets(), staging=tmp_path)
    with pytest.raises(errors.TargetRefused, match="NoSuchBucket"):
        list(target.files())


def test_the_secret_with_the_longest_scope_counts(rclone_server: BucketServer, tmp_path: Path) -> None:
    secrets: dict[str, dict[str, object]] = {
        "all": secret_for(1),
        "bucket": secret_for(2) | {"scope": [f"s3://{BUCKET}/"]},
        "prefix": secret_for(rclone_server.port) | {"scope": [f"s3://{BUCKET}/scoped/"]},
        "other": secret_for(3) | {"scope": ["s3://lake-of-others/"]},
        "http": {"type": "http", "bearer_token": "x"},
    }
    target = open_target(f"s3://{BUCKET}/scoped", secrets=secrets, staging=tmp_path)
    assert target.stat("a") is None


def test_credentials_of_the_environment_serve_duckdb_too(
    rclone_server: BucketServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = secret_for(rclone_server.port)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", str(fields["key_id"]))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", str(fields["secret"]))
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://{fields['endpoint']}")
    target = open_target(f"s3://{BUCKET}/{uuid.uuid4().hex}", staging=tmp_path / "staging")
    target.put(staged(target), PATH)
    with Database.open(None) as database:
        target.prepare(database)
        assert database.rows(f"SELECT count(*) FROM read_parquet('{target.address(PATH)}')") == [(1000,)]


@pytest.mark.parametrize(
    "text", ["gs://bucket/x", "s3://", "s3://UPPER/x", "s3://b/x", "s3://lake/a*", "s3://lake/a?b=c", "s3://lake/../x"]
)
def test_a_place_that_cannot_be_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(errors.UnsupportedURL):
        open_target(text, staging=tmp_path)


def test_credentials_in_a_url_are_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(errors.UnsupportedURL) as refused:
        open_target("s3://key:hidden@lake/x", staging=tmp_path)
    assert "hidden" not in str(refused.value.to_dict())


@pytest.mark.parametrize("text", ["s3://lake/a/b", "s3://lake/a/b/", "s3://lake"])
def test_a_url_opens_the_same_place_again(text: str, tmp_path: Path) -> None:
    first = open_target(text, staging=tmp_path)
    assert open_target(first.url, staging=tmp_path).address("x") == first.address("x") == f"{text.rstrip('/')}/x"


@pytest.mark.parametrize("open_folder", [str, Path, lambda path: f"file://{path}"])
def test_a_folder_is_named_by_text_path_or_url(open_folder: Callable[[Path], str | Path], tmp_path: Path) -> None:
    assert open_target(open_folder(tmp_path), staging=tmp_path).url == str(tmp_path)
