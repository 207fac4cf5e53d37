"""Which kind of page source a declared source has: an API or a file over HTTP, files of this machine, or a bucket's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.ingest.fetching import Fetcher
from reedbed.ingest.file_pages import BucketFiles, LocalFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.attempts import Attempts, PageSource
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import PageFolder
    from reedbed.store import StorageManager


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
    return {
        name: {"type": secret.type, "scope": list(secret.scope), **secret.reveal()} for name, secret in secrets.items()
    }
