"""`reedbed views`: what is registered, and what depends on what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.durations import iso_duration, short_duration
from reedbed.cli.pages import Grid, line
from reedbed.cli.session import Session
from reedbed.cli.table_facts import fresh_document, fresh_text
from reedbed.cli.view_code import no_views, workspace_views
from reedbed.errors import ViewNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.freshness import Freshness
    from reedbed.sql import TableName
    from reedbed.store.views.lineage import Lineage
    from reedbed.store.views.registry import View

Bound = Annotated[Session, Parameter(parse=False)]
GraphFormat = Literal["tree", "mermaid", "dot", "json"]
_NANOSECONDS = 1_000_000_000


def listing(*, session: Bound) -> Answer:
    """List the views: their inputs, how they are built, and where their code is."""
    with workspace_views(session) as views:
        found = list(views)
    fresh = _freshness(session)
    document = [
        {
            "name": view.name,
            "kind": view.kind,
            "inputs": [str(name) for name in view.inputs],
            "time_column": view.time_column,
            "lookback": iso_duration(0, 0, round(view.lookback.total_seconds() * _NANOSECONDS))
            if view.lookback
            else None,
            "checkpoint": view.checkpoint,
            "key": list(view.key),
            "origin": view.origin,
            **fresh_document(fresh.get(_folded(view))),
        }
        for view in found
    ]
    if not found:
        return Answer(page=no_views(), document={"views": document})
    cells = [
        (
            view.name,
            view.kind,
            ", ".join(map(str, view.inputs)),
            _incremental(view.time_column, view.lookback.total_seconds()),
            view.origin,
            *([fresh_text(fresh.get(_folded(view)))] if fresh else []),
        )
        for view in found
    ]
    headers = ("view", "kind", "reads", "built", "defined in", *(["fresh"] if fresh else []))
    return Answer(page=[Grid(headers=headers, cells=cells)], document={"views": document})


def graph(
    view: Annotated[str, Parameter(help="Only what this view or table is made from, and what is made from it.")] = "",
    /,
    *,
    format: Annotated[GraphFormat, Parameter(help="tree (default), mermaid, dot or json.")] = "tree",  # noqa: A002 - the option's published name
    session: Bound,
) -> Answer:
    """Draw which views read which tables and views."""
    from reedbed.store.views.lineage import lineage_of  # noqa: PLC0415 - DuckDB is loaded when needed

    with workspace_views(session) as views:
        lineage = lineage_of(views)
        names = [node.name for node in lineage.nodes]
    if view:
        lineage = lineage.around(view)
        if not lineage.nodes:
            raise ViewNotFound(view, names)
    if not lineage.nodes:
        return Answer(page=no_views(), document={"lineage": lineage.to_dict()})
    drawn = _drawn(lineage, format)
    return Answer(page=[line(drawn)], document={"lineage": lineage.to_dict(), "format": format, "text": drawn})


def _freshness(session: Session) -> Mapping[TableName, Freshness]:
    """What is known of the views' rows; nothing where no source is declared, and no database is opened for it."""
    from reedbed.ingest.freshness import freshness  # noqa: PLC0415 - DuckDB is loaded when needed

    workspace = session.workspace()
    if not workspace.sources_path.is_file() or not workspace.database_path.is_file():
        return {}
    return freshness(session.store().database)


def _folded(view: View) -> TableName:
    from reedbed.ingest.freshness import folded  # noqa: PLC0415 - DuckDB is loaded when needed

    return folded(view.table)


def _drawn(lineage: Lineage, how: GraphFormat) -> str:
    if how == "json":
        return json.dumps(lineage.to_dict(), ensure_ascii=False)
    return {"tree": lineage.to_text, "mermaid": lineage.to_mermaid, "dot": lineage.to_dot}[how]()


def _incremental(time_column: str | None, lookback_seconds: float) -> str:
    if time_column is None:
        return "whole"
    again = f", {short_duration(lookback_seconds)} again" if lookback_seconds else ""
    return f"by {time_column}{again}"
