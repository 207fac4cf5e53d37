"""The store, the API and the source of ingest's own tests."""

from tests.faults.lake.conftest import bucket
from tests.faults.lake.conftest import proxy as bucket_proxy
from tests.integration.ingest.conftest import api, pages, source, store, workspace

__all__ = ["api", "bucket", "bucket_proxy", "pages", "source", "store", "workspace"]
