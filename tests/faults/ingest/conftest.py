"""The store, the API and the source of ingest's own tests."""

from tests.faults.lake.conftest import bucket
from tests.integration.ingest.conftest import api, pages, source, store, workspace

__all__ = ["api", "bucket", "pages", "source", "store", "workspace"]
