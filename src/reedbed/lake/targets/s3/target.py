"""Files below a prefix of a bucket."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from reedbed.errors import LakeFileDamaged, ReedbedError, TargetFileTaken, TargetUnreachable
from reedbed.lake.targets.protocol import CHUNK_BYTES, Digest, StoredFile, digest_of
from reedbed.lake.targets.s3.connections import Access, Patience
from reedbed.lake.targets.s3.failures import BROKEN, code_of, is_missing, translated
from reedbed.lake.targets.s3.uploads import PART_BYTES, Upload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import timedelta
    from pathlib import Path

    from reedbed.engine import Database
    from reedbed.lake.targets.s3.places import S3Place

# What a server says that cannot list uploads, or, rclone's, that has none at all.
_NONE: Final = frozenset({"MethodNotAllowed", "NoSuchUpload", "NotImplemented", "405", "501"})


class S3Target:
    """Objects below a prefix; `staging` is the local folder in which they are written before they are brought there.

    Credentials, endpoint, region, path style and session token are those of the secret whose scope covers the place.
    """

    def __init__(
        self,
        place: S3Place,
        *,
        secrets: Mapping[str, Mapping[str, object]],
        staging: Path,
        patience: Patience | None = None,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self.place = place
        self._staging = staging
        self._patience = patience or Patience()
        self._part_bytes = part_bytes
        self._access = Access.to(place, secrets)

    @property
    def url(self) -> str:
        """`s3://bucket/prefix`."""
        return self.place.url

    @cached_property
    def _client(self) -> Any:
        with translated(self.url, "be reached"):
            return self._access.client(self._patience)

    def _at(self, path: str) -> dict[str, str]:
        return {"Bucket": self.place.bucket, "Key": self.place.key(path)}

    def staging(self) -> Path:
        """A folder of this machine."""
        self._staging.mkdir(parents=True, exist_ok=True)
        return self._staging

    def put(self, source: Path, path: str) -> Digest:
        """Upload a finished file, and look at what arrived."""
        if self.stat(path) is not None:
            raise TargetFileTaken(
                f"{self.url} has an object {path!r} already; names are never used twice.",
                hint="run the call again",
                target=self.url,
                path=path,
            )
        digest = digest_of(source)
        upload = Upload(
            client=self._client,
            bucket=self.place.bucket,
            key=self.place.key(path),
            source=source,
            parallel=self._patience.parallel,
            part_bytes=self._part_bytes,
        )
        with translated(self.url, f"store {path!r}"):
            upload.run()
        self._look_at(path, digest)
        source.unlink()
        return digest

    def _look_at(self, path: str, expected: Digest) -> None:
        """Raise when what arrived is not what was sent; the object is removed, as far as the server can be asked."""
        found = self.stat(path)
        if found is not None and found.size_bytes == expected.size_bytes:
            return
        with suppress(ReedbedError):
            self.delete([path])
        size = "no object" if found is None else f"{found.size_bytes:,} bytes"
        raise TargetUnreachable(
            f"{self.url} holds {size} of {path!r} after {expected.size_bytes:,} bytes were stored; it was removed.",
            hint="run the call again later",
            target=self.url,
            path=path,
        )

    def address(self, path: str) -> str:
        """The object's URL."""
        return f"{self.url}/{path}"

    def stat(self, path: str) -> StoredFile | None:
        """What HEAD says."""
        with translated(self.url, f"say what {path!r} is"):
            try:
                found = self._client.head_object(**self._at(path))
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        return StoredFile(
            path=path,
            size_bytes=found["ContentLength"],
            modified_at=found["LastModified"],
            etag=found["ETag"].strip('"'),
        )

    def digest(self, path: str) -> Digest:
        """Read the object; a connection that breaks is made again, from the first byte."""
        with translated(self.url, f"give {path!r}"):
            attempts: int = self._client.meta.config.retries["total_max_attempts"]
            for attempt in range(1, attempts + 1):
                try:
                    return self._read(path)
                except ClientError as error:
                    if is_missing(error):
                        break
                    raise
                except BROKEN:
                    if attempt == attempts:
                        raise
        raise LakeFileDamaged(
            f"{self.url} has no object {path!r}.", hint="reedbed lake verify", target=self.url, path=path
        )

    def _read(self, path: str) -> Digest:
        body = self._client.get_object(**self._at(path))["Body"]
        sha256, size = hashlib.sha256(), 0
        for chunk in body.iter_chunks(CHUNK_BYTES):
            sha256.update(chunk)
            size += len(chunk)
        return Digest(size_bytes=size, sha256=sha256.hexdigest())

    def chunks(self, path: str) -> Iterator[bytes]:
        """The content of an object as it comes; a connection that breaks is not made again."""
        with translated(self.url, f"give {path!r}"):
            yield from self._client.get_object(**self._at(path))["Body"].iter_chunks(CHUNK_BYTES)

    def files(self, below: str = "") -> Iterator[StoredFile]:
        """Every object below the prefix."""
        prefix = self.place.key(f"{below}/" if below else "")
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.place.bucket, Prefix=prefix)
        with translated(self.url, "list its objects"):
            for page in pages:
                for found in page.get("Contents", ()):
                    yield StoredFile(
                        path=self.place.path(found["Key"]),
                        size_bytes=found["Size"],
                        modified_at=found["LastModified"],
                        etag=found["ETag"].strip('"'),
                    )

    def delete(self, paths: Iterable[str]) -> None:
        """Delete objects one by one, several at a time: not every server has the request for many."""
        with (
            ThreadPoolExecutor(2 * self._patience.parallel, thread_name_prefix="reedbed-delete") as pool,
            translated(self.url, "delete objects"),
        ):
            for _ in pool.map(lambda path: self._client.delete_object(**self._at(path)), list(paths)):
                pass

    def sweep(self, older_than: timedelta, *, dry_run: bool = False) -> list[str]:
        """Abort uploads in parts that were begun before that and not finished, as a server keeps them for ever."""
        before = datetime.now(UTC) - older_than
        swept = []
        with translated(self.url, "list its unfinished uploads"):
            for upload in self._unfinished():
                if upload["Initiated"] > before:
                    continue
                if not dry_run:
                    self._abort(upload)
                swept.append(self.place.path(upload["Key"]))
        return swept

    def _abort(self, upload: Mapping[str, str]) -> None:
        place = {"Bucket": self.place.bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
        # Somebody else may have ended it meanwhile.
        with suppress(ClientError):
            self._client.abort_multipart_upload(**place)

    def _unfinished(self) -> list[Any]:
        pages = self._client.get_paginator("list_multipart_uploads").paginate(
            Bucket=self.place.bucket, Prefix=self.place.key("")
        )
        try:
            return [upload for page in pages for upload in page.get("Uploads", ())]
        except ClientError as error:
            if code_of(error) in _NONE:
                return []
            raise

    def prepare(self, database: Database) -> None:
        """Load httpfs, and give DuckDB the credentials where the settings hold none for it."""
        database.load_extension("httpfs")
        secrets = self._access.for_duckdb(self.place, self._client) if self._access.secret is None else {}
        if secrets:
            database.create_secrets(secrets)
