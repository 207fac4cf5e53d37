"""Where the pages of a declared source come from: an API or a file over HTTP, files of this machine, or a bucket's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from reedbed.ingest.fetching import Fetcher
from reedbed.ingest.file_pages import BucketFiles, LocalFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.ingest.attempts import Attempts
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page, PageFolder
    from reedbed.ingest.requests import Request
    from reedbed.ingest.windows import Span
    from reedbed.store import StorageManager


class PageSource(Protocol):
    """Where the pages of one source come from. Safe to share between threads."""

    def requests(self, span: Span | None) -> Iterable[Request]:
        """What is asked for first, for a span of time where the source has windows. Raises `SourceRefused`."""
        ...

    def fetch(self, request: Request, known: Page | None) -> Page:
        """The page that answers a request, kept on disk; `known` itself when it is that still.

        Raises `SourceRefused`, `SourceUnreachable`, `PageTooLarge`, `AddressRefused`, `DiskFull`.
        """
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


def page_source(
    source: Source, folder: PageFolder, attempts: Attempts, secrets: Mapping[str, Mapping[str, object]]
) -> PageSource:
    """Where the pages of a source come from; `secrets` are the engine's, for buckets."""
    if source.is_remote:
        return Fetcher(source, folder, attempts)
    if source.is_in_bucket:
        return BucketFiles(source, folder, attempts, secrets)
    return LocalFiles(source, folder, attempts)


def bucket_secrets(store: StorageManager) -> Mapping[str, Mapping[str, object]]:
    """The credentials of buckets: the store's, or the workspace's own where another process has the database."""
    if not store.database.remote:
        return store.database.secrets
    secrets = store.workspace.settings.secrets if store.workspace is not None else {}
    return {name: secret.for_engine() for name, secret in secrets.items()}
