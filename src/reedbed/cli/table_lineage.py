"""Where a table stands among the views: what makes it, what it is made from, who reads it, and how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.cli.view_code import workspace_views
from reedbed.errors import ReedbedError

if TYPE_CHECKING:
    from reedbed.cli.session import Session
    from reedbed.sql import TableName
    from reedbed.store import StorageManager
    from reedbed.store.views.registry import ViewRegistry


@dataclass(frozen=True, kw_only=True, slots=True)
class TableLineage:
    """A table among the views. `freshness` is the plan's word on a view; `problem` is why nothing is known."""

    view: bool = False
    origin: str = ""
    made_from: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    freshness: str = ""
    problem: str = ""

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "view": self.view,
            "origin": self.origin or None,
            "made_from": list(self.made_from),
            "read_by": list(self.read_by),
            "freshness": self.freshness or None,
            "problem": self.problem or None,
        }

    def facts(self) -> list[tuple[str, str]]:
        """As labelled lines; nothing for a table that no view knows."""
        labelled = [
            ("view", self.origin if self.view else ""),
            ("fresh", self.freshness),
            ("made from", ", ".join(self.made_from)),
            ("read by", ", ".join(self.read_by)),
            ("views", self.problem),
        ]
        return [(label, text) for label, text in labelled if text]


def table_lineage(session: Session, store: StorageManager, name: TableName) -> TableLineage:
    """The lineage of a table; view code that does not load is told, since the table is there all the same."""
    try:
        with workspace_views(session) as views:
            return _found(store, views, str(name))
    except ReedbedError as error:
        return TableLineage(problem=f"{error.code}: {error.message}")


def _found(store: StorageManager, views: ViewRegistry, name: str) -> TableLineage:
    from reedbed.store.views.facts import plan_views  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.store.views.lineage import lineage_of  # noqa: PLC0415 - as above

    lineage = lineage_of(views)
    nodes = [node.name for node in lineage.nodes]
    if name not in nodes:
        return TableLineage()
    at = nodes.index(name)
    known = TableLineage(
        made_from=tuple(nodes[each] for each in lineage.sources(at)),
        read_by=tuple(nodes[each] for each in lineage.readers(at)),
    )
    if lineage.nodes[at].kind == "table":
        return known
    plan = plan_views(store, views, targets=[name])
    return TableLineage(
        view=True,
        origin=views.get(name).origin,
        made_from=known.made_from,
        read_by=known.read_by,
        freshness=next(view.why for view in plan.views if view.name == name),
    )
