"""Reedbed, a data layer on DuckDB: the public names, each imported from its room when it is first used.

    import reedbed

    with reedbed.open_store("my-workspace") as store:
        store.write_table(rows, "flights", mode="upsert", key=["flight_id"])

Importing the package loads neither duckdb nor ibis nor pyarrow. The errors are in `reedbed.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.version import __version__

if TYPE_CHECKING:
    from reedbed.errors import ReedbedError
    from reedbed.ingest.declaration import Auth, Column, Cursor, Limits, Source
    from reedbed.ingest.files import read_sources
    from reedbed.ingest.freshness import Freshness, freshness
    from reedbed.ingest.pace import Pace
    from reedbed.ingest.pages import Page
    from reedbed.ingest.paging import AfterLast, NextCursor, NextLink, Offset, PageNumber, SinglePage
    from reedbed.ingest.records import Figures
    from reedbed.ingest.retries import RetryPolicy
    from reedbed.ingest.runs import RunResult, replay_run, run_source
    from reedbed.ingest.windows import Span, Window
    from reedbed.lake import ArchivePlan, ArchiveResult, Lake
    from reedbed.settings import SecretText
    from reedbed.sql import TableName
    from reedbed.store import StorageManager, WriteResult
    from reedbed.store.diff import Diff, Tolerance
    from reedbed.store.profile import Profile
    from reedbed.store.views.build import build_views
    from reedbed.store.views.facts import plan_views
    from reedbed.store.views.loading import load_views
    from reedbed.store.views.plan import Plan
    from reedbed.store.views.registry import ViewRegistry
    from reedbed.store.views.report import BuildEvent, BuildReport
    from reedbed.wiring import DuckDBStorageManager, open_store, temp_storage
    from reedbed.workspace import Workspace, get_storage_path
else:
    from reedbed.exports import imported_late

    _ROOMS = {
        "AfterLast": "ingest.paging",
        "ArchivePlan": "lake",
        "ArchiveResult": "lake",
        "Auth": "ingest.declaration",
        "BuildEvent": "store.views.report",
        "BuildReport": "store.views.report",
        "Column": "ingest.declaration",
        "Cursor": "ingest.declaration",
        "Diff": "store.diff",
        "DuckDBStorageManager": "wiring",
        "Figures": "ingest.records",
        "Freshness": "ingest.freshness",
        "Lake": "lake",
        "Limits": "ingest.declaration",
        "NextCursor": "ingest.paging",
        "NextLink": "ingest.paging",
        "Offset": "ingest.paging",
        "Pace": "ingest.pace",
        "Page": "ingest.pages",
        "PageNumber": "ingest.paging",
        "Plan": "store.views.plan",
        "Profile": "store.profile",
        "ReedbedError": "errors",
        "RetryPolicy": "ingest.retries",
        "RunResult": "ingest.runs",
        "SecretText": "settings",
        "SinglePage": "ingest.paging",
        "Source": "ingest.declaration",
        "Span": "ingest.windows",
        "StorageManager": "store",
        "TableName": "sql",
        "Tolerance": "store.diff",
        "ViewRegistry": "store.views.registry",
        "Window": "ingest.windows",
        "Workspace": "workspace",
        "WriteResult": "store",
        "build_views": "store.views.build",
        "freshness": "ingest.freshness",
        "get_storage_path": "workspace",
        "load_views": "store.views.loading",
        "open_store": "wiring",
        "plan_views": "store.views.facts",
        "read_sources": "ingest.files",
        "replay_run": "ingest.runs",
        "run_source": "ingest.runs",
        "temp_storage": "wiring",
    }

    __getattr__ = imported_late(__name__, _ROOMS)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_ROOMS})


__all__ = [
    "AfterLast",
    "ArchivePlan",
    "ArchiveResult",
    "Auth",
    "BuildEvent",
    "BuildReport",
    "Column",
    "Cursor",
    "Diff",
    "DuckDBStorageManager",
    "Figures",
    "Freshness",
    "Lake",
    "Limits",
    "NextCursor",
    "NextLink",
    "Offset",
    "Pace",
    "Page",
    "PageNumber",
    "Plan",
    "Profile",
    "ReedbedError",
    "RetryPolicy",
    "RunResult",
    "SecretText",
    "SinglePage",
    "Source",
    "Span",
    "StorageManager",
    "TableName",
    "Tolerance",
    "ViewRegistry",
    "Window",
    "Workspace",
    "WriteResult",
    "__version__",
    "build_views",
    "freshness",
    "get_storage_path",
    "load_views",
    "open_store",
    "plan_views",
    "read_sources",
    "replay_run",
    "run_source",
    "temp_storage",
]
