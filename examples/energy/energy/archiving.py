"""Archive: rows that are older than a moment go to Parquet by year and month, and stay in the table's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from energy.errors import TableRefused
from energy.workspaces import existing_workspace
from reedbed import Lake, open_store

if TYPE_CHECKING:
    from energy.requests import ArchiveRequest

TIME_COLUMN = "timestamp"
PARTITION_BY = ("year", "month")


def run_archive(request: ArchiveRequest) -> dict[str, object]:
    """Archive what is older than `before`; rows that came too late for an earlier archive included."""
    with open_store(existing_workspace(request.workspace_path)) as store:
        if not store.table_exists(request.table) or TIME_COLUMN not in store.get_table_columns(request.table):
            raise TableRefused(
                f"There is no table {request.table!r} with a column {TIME_COLUMN!r} to archive.",
                hint=f"reedbed --workspace {request.workspace_path} tables",
                table=request.table,
            )
        result = Lake(store).archive(
            request.table,
            TIME_COLUMN,
            request.before,
            partition_by=PARTITION_BY,
            target=request.target,
        )
    return {"rows_archived": result.rows, "files": result.files, "live_rows": result.live_rows}
