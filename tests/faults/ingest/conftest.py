"""The store, the API and the source of ingest's own tests."""

from tests.integration.ingest.conftest import api, pages, source, store, workspace

__all__ = ["api", "pages", "source", "store", "workspace"]
