"""Collecting what a plan is made from: one ledger query each for builds, versions and checkpoints."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reedbed.store.checkpoints import read_manifest
from reedbed.store.schema import list_relations
from reedbed.store.views.builds import ViewBuilds
from reedbed.store.views.fingerprints import Fingerprints
from reedbed.store.views.plan import CheckpointState, Plan, PlanFacts, make_plan
from reedbed.store.views.relations import RelationKey, relation_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from reedbed.store.checkpoints import Manifest
    from reedbed.store.ledger import CheckpointRecord
    from reedbed.store.views.builds import BuildRecord
    from reedbed.store.views.host import ViewHost
    from reedbed.store.views.registry import View


def plan_views(store: ViewHost, views: Iterable[View], *, targets: Iterable[str] = (), full: bool = False) -> Plan:
    """What building `views` in `store` would run and why; nothing is changed.

    `targets` limits the plan to these views and what they need; `full` builds the named ones, or all, from scratch.
    Raises `ViewCycle`, `ViewInputUnknown`, `ViewNotFound`.
    """
    found = tuple(views)
    return make_plan(found, collect_facts(store, found), targets=targets, full=full)


def collect_facts(store: ViewHost, views: Sequence[View]) -> PlanFacts:
    """The facts of this moment."""
    builds = ViewBuilds(store.database).last_good()
    tables = {relation_key(name): name for name in list_relations(store.database)}
    versions = {relation_key(name): record.version for name, record in store.table_records.all().items()}
    kept = {relation_key(name): record for name, record in store.checkpoint_records.all().items()}
    checkpoints: dict[RelationKey, CheckpointState] = {}
    strangers: set[RelationKey] = set()
    for view in views:
        key = relation_key(view.table)
        state, manifest = checkpoint_state(store.checkpoint_dir, kept.get(key), versions.get(key))
        checkpoints[key] = state
        if _is_stranger(view, builds.get(view.name), manifest, exists=key in tables):
            strangers.add(key)
    return PlanFacts(
        codes=Fingerprints().codes(views),
        builds=builds,
        tables=tables,
        versions=versions,
        checkpoints=checkpoints,
        strangers=frozenset(strangers),
        keeps_checkpoints=store.checkpoint_dir is not None,
    )


def checkpoint_state(
    root: Path | None, record: CheckpointRecord | None, version: int | None
) -> tuple[CheckpointState, Manifest | None]:
    """Whether a table of this version has its checkpoint, and its manifest when that can be believed.

    Files are looked at, not read: sizes are compared, the sums of parts are left to `verify`.
    """
    if root is None or record is None:
        return "missing", None
    path = root / record.manifest
    try:
        content = path.read_bytes()
        manifest = read_manifest(content)
    except FileNotFoundError:
        return "missing", None
    except (OSError, ValueError):
        return "damaged", None
    whole = hashlib.sha256(content).hexdigest() == record.manifest_sha256 and all(
        _size(path.parent / part.file) == part.size_bytes for part in manifest.parts
    )
    if not whole:
        return "damaged", manifest
    return ("whole" if record.version == version else "missing"), manifest


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _is_stranger(view: View, record: BuildRecord | None, manifest: Manifest | None, *, exists: bool) -> bool:
    """Whether a table has the view's name without being the view's: neither its ledger nor its manifest says so."""
    origin = manifest.origin if manifest is not None else None
    return exists and record is None and (origin or {}).get("view") != view.name
