"""The pipeline: an export into a workspace, its new messages into the first table, and the views after them."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conversations.authors import author_key
from conversations.clocks import DEFAULT_ZONE, time_zone
from conversations.exports import Export
from conversations.ingest import MESSAGES, Labels, store_messages
from conversations.reading import Declared, plan_reading, read_rows, survey_export
from conversations.threads import remember_orders, remembered_orders
from conversations.workspaces import declarations, prepared_workspace
from reedbed import build_views, load_views, open_store

if TYPE_CHECKING:
    from conversations.ingest import Stored
    from conversations.reading import ChatRead, Surveyed
    from conversations.requests import RunRequest
    from reedbed import BuildEvent, BuildReport, StorageManager, Workspace

SOURCE = "whatsapp"
DEFAULT_TENANT = "default"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingested:
    """What the first half of a run did."""

    labels: Labels
    zone_declared: bool
    zone: str
    stored: Stored
    reads: list[ChatRead]


def run_pipeline(request: RunRequest) -> dict[str, object]:
    """Run one export through the pipeline; the result as JSON values.

    The whole export is looked at before the workspace is touched: one that cannot be read leaves no trace.
    """
    started = datetime.now(UTC)
    if request.timezone is not None:
        time_zone(request.timezone)
    with Export.open(request.export) as export:
        chats = survey_export(export)
        log.info("%s: %d chats, %d messages", export.path, len(chats), sum(each.survey.headers for each in chats))
        workspace = prepared_workspace(request.workspace_path)
        with open_store(workspace) as store:
            ingested = _ingest(store, workspace, request, export, chats)
            log.info("%d messages are new, %d known", ingested.stored.new, ingested.stored.known)
            built = _build(store, workspace)
            return _result(store, workspace, ingested, built, started)


def _ingest(
    store: StorageManager, workspace: Workspace, request: RunRequest, export: Export, chats: list[Surveyed]
) -> Ingested:
    declared = declarations(workspace, request)
    zone = declared.timezone or DEFAULT_ZONE
    facts = Declared(
        zone=time_zone(zone),
        locale=declared.locale,
        tenant_id=declared.tenant_id or DEFAULT_TENANT,
        thread=request.thread,
    )
    named = store.table_exists(MESSAGES) and store.row_count(MESSAGES) > 0
    key = author_key(workspace.folder, may_make=not named)
    reads = plan_reading(chats, key, facts, remembered_orders(store, MESSAGES))
    labels = Labels(tenant_id=facts.tenant_id, source=SOURCE, run_id=str(uuid.uuid4()), started_at=datetime.now(UTC))
    with store.transaction():
        stored = store_messages(store, read_rows(export, reads, key, facts), labels)
        remember_orders(store, [(read.thread_id, read.order) for read in reads if read.order is not None])
    return Ingested(labels=labels, zone_declared=declared.timezone is not None, zone=zone, stored=stored, reads=reads)


def _build(store: StorageManager, workspace: Workspace) -> BuildReport:
    """Build the workspace's views; a failed one ends the run, with the messages and the other views stored."""
    with load_views(workspace.folder, workspace.settings.views) as code:
        report = build_views(store, code.registry, progress=_tell)
    report.raise_failures()
    return report


def _tell(event: BuildEvent) -> None:
    if event.kind != "started":
        log.info("%d/%d %s: %s (%s)", event.done, event.total, event.view, event.kind, event.why)


def _result(
    store: StorageManager, workspace: Workspace, ingested: Ingested, built: BuildReport, started: datetime
) -> dict[str, object]:
    counted = [MESSAGES, *(view.name for view in built.views if store.table_exists(view.name))]
    return {
        "workspace_path": str(workspace.folder),
        "run_id": ingested.labels.run_id,
        "tenant_id": ingested.labels.tenant_id,
        "timezone": ingested.zone,
        "timezone_declared": ingested.zone_declared,
        "messages": ingested.stored.read,
        "new_messages": ingested.stored.new,
        "known_messages": ingested.stored.known,
        "tables": {name: store.row_count(name) for name in counted},
        "views_built": [view.name for view in built.built],
        "views_unchanged": [view.name for view in built.unchanged],
        "views_skipped": [view.name for view in built.skipped],
        "chats": [read.report() for read in ingested.reads],
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 3),
    }
