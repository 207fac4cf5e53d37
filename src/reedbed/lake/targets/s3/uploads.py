"""Bringing a local file into a bucket, so that the object is whole or not there.

An object appears when its last byte has arrived and the server has compared checksums. A file of several parts that is
left unfinished is no object; `S3Target.sweep` ends it. Names hold a random part, so an object under the name of an
upload is this upload's, even when the server's answer was lost.
"""

from __future__ import annotations

import base64
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from reedbed.lake.targets.s3.failures import code_of

if TYPE_CHECKING:
    from pathlib import Path

PART_BYTES: Final = 16 << 20
MOST_PARTS: Final = 10_000
"""S3's own limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """One file on its way to one key. `part_bytes` of each of `parallel` parts are held in memory."""

    client: Any
    bucket: str
    key: str
    source: Path
    parallel: int
    part_bytes: int = PART_BYTES

    def run(self) -> None:
        """Upload the file; raises what botocore raises, with nothing under the key that is not the whole file."""
        size = self.source.stat().st_size
        if size <= self.part_bytes:
            body = self.source.read_bytes()
            self.client.put_object(Bucket=self.bucket, Key=self.key, Body=body, ContentMD5=_md5(body))
        else:
            self._in_parts(size)

    def _in_parts(self, size: int) -> None:
        place = {"Bucket": self.bucket, "Key": self.key}
        upload = {**place, "UploadId": self.client.create_multipart_upload(**place)["UploadId"]}
        try:
            parts = self._parts(upload, size)
            self._complete(upload, parts)
        except BaseException:
            with suppress(BotoCoreError, ClientError):
                self.client.abort_multipart_upload(**upload)
            raise

    def _parts(self, upload: dict[str, str], size: int) -> list[dict[str, object]]:
        length = max(self.part_bytes, -(-size // MOST_PARTS))
        descriptor = os.open(self.source, os.O_RDONLY)

        def send(number: int) -> dict[str, object]:
            body = os.pread(descriptor, length, (number - 1) * length)
            answer = self.client.upload_part(**upload, PartNumber=number, Body=body, ContentMD5=_md5(body))
            return {"PartNumber": number, "ETag": answer["ETag"]}

        pool = ThreadPoolExecutor(self.parallel, thread_name_prefix="reedbed-upload")
        try:
            return list(pool.map(send, range(1, -(-size // length) + 1)))
        finally:
            # After a failure the parts that wait are not sent any more.
            pool.shutdown(cancel_futures=True)
            os.close(descriptor)

    def _complete(self, upload: dict[str, str], parts: list[dict[str, object]]) -> None:
        try:
            self.client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        except ClientError as error:
            # An answer was lost, botocore asked again, and the upload had been completed: the caller looks.
            if code_of(error) != "NoSuchUpload":
                raise


def _md5(body: bytes) -> str:
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
