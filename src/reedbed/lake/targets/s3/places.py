"""`s3://bucket/prefix` as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

from reedbed.errors import UnsupportedURL

_SCHEME: Final = "s3://"
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# Whatever means something in a pattern of files or in the options that DuckDB reads behind an address is no prefix.
_PREFIX: Final = re.compile(r"[^\x00-\x20?*\[\]{}#\\\x7f]*")


def is_s3(text: str) -> bool:
    """Whether a target is one in a bucket."""
    return text.casefold().startswith(_SCHEME)


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Place:
    """A bucket and the prefix of all keys in it, without slashes at its ends."""

    bucket: str
    prefix: str

    @classmethod
    def of(cls, text: str) -> Self:
        """The place of a URL. Raises `UnsupportedURL`, without the URL's user and password."""
        bucket, _, prefix = text[len(_SCHEME) :].partition("/")
        prefix = prefix.strip("/")
        if not _BUCKET.fullmatch(bucket) or not _PREFIX.fullmatch(prefix) or ".." in prefix.split("/"):
            shown = f"{_SCHEME}{bucket.rpartition('@')[2]}/{prefix}"
            raise UnsupportedURL(
                f"{shown!r} is no target: a bucket's name and a prefix without spaces and patterns.",
                hint="s3://bucket/prefix, credentials as a secret of the settings",
            )
        return cls(bucket=bucket, prefix=prefix)

    @property
    def url(self) -> str:
        """The place as text."""
        return f"{_SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    def key(self, path: str) -> str:
        """The key of a path below the prefix."""
        return f"{self.prefix}/{path}" if self.prefix else path

    def path(self, key: str) -> str:
        """The path below the prefix of a key."""
        return key.removeprefix(f"{self.prefix}/") if self.prefix else key
