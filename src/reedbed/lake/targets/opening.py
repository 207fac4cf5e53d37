"""A target from the text that names it."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reedbed.errors import PackageMissing, UnsupportedURL
from reedbed.lake.targets.folder import FolderTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.lake.targets.protocol import Target

NO_SECRETS: Mapping[str, Mapping[str, object]] = MappingProxyType({})


def open_target(
    text: str | Path,
    *,
    secrets: Mapping[str, Mapping[str, object]] = NO_SECRETS,
    staging: Path,
    silence_seconds: float | None = None,
) -> Target:
    """The target that `text` names: a folder, `file://…` or `s3://bucket/prefix`; nothing is asked or made yet.

    `secrets` are those of `EngineOptions`; `staging` is where objects of a bucket are written first,
    `silence_seconds` how long its server may say nothing.
    Raises `UnsupportedURL`, and `PackageMissing` for a bucket without the extra `reedbed[s3]`.
    """
    if isinstance(text, Path):
        return FolderTarget(text)
    scheme, separator, rest = text.partition("://")
    if not separator:
        return FolderTarget(Path(text))
    if scheme == "file":
        return FolderTarget(Path(rest))
    if scheme.casefold() != "s3":
        raise UnsupportedURL(
            f"A target is a folder or s3://bucket/prefix; found the scheme {scheme!r}.", hint="s3://bucket/prefix"
        )
    try:
        from reedbed.lake.targets.s3 import S3Place, S3Target  # noqa: PLC0415 - an extra, and 0.1 s
        from reedbed.lake.targets.s3.connections import Patience  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise PackageMissing(
            "Files in a bucket need the package botocore.", hint="pip install 'reedbed[s3]'", package="botocore"
        ) from error
    patience = Patience() if silence_seconds is None else Patience(read_seconds=silence_seconds)
    return S3Target(S3Place.of(text), secrets=secrets, staging=staging, patience=patience)
