"""The order in which views are built: every view after the views that it reads, otherwise as registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import ViewCycle, ViewInputUnknown, ViewNotFound, nearest_names
from reedbed.errors.nearest import did_you_mean
from reedbed.store.views.relations import relation_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from reedbed.sql import TableName
    from reedbed.store.views.registry import View
    from reedbed.store.views.relations import RelationKey


def by_relation(views: Iterable[View]) -> dict[RelationKey, View]:
    """The views by the relation that each is built into."""
    return {relation_key(view.table): view for view in views}


def dependency_order(views: Sequence[View], tables: Mapping[RelationKey, TableName]) -> list[View]:
    """`views` with every view behind its inputs.

    Raises `ViewCycle` with the path around a circle, and `ViewInputUnknown` for an input that is neither in
    `tables` nor a view, with the path that leads to it and the nearest names.
    """
    known = by_relation(views)
    done: dict[RelationKey, View] = {}
    for root in views:
        if relation_key(root.table) in done:
            continue
        # An explicit path instead of recursion: a chain of views may be longer than Python's stack.
        path = [(root, iter(root.inputs))]
        while path:
            view, inputs = path[-1]
            following = next(inputs, None)
            if following is None:
                done.setdefault(relation_key(view.table), view)
                path.pop()
            elif relation_key(following) in known:
                needed = known[relation_key(following)]
                if relation_key(following) not in done:
                    _refuse_circle([each for each, _ in path], needed)
                    path.append((needed, iter(needed.inputs)))
            elif relation_key(following) not in tables:
                raise _unknown([each for each, _ in path], following, known, tables)
    return list(done.values())


def with_inputs(targets: Iterable[str], views: Sequence[View]) -> set[RelationKey]:
    """The views named by `targets` and every view that they need. Raises `ViewNotFound`."""
    known = by_relation(views)
    wanted: set[RelationKey] = set()
    waiting = [_target(name, known) for name in targets]
    while waiting:
        key = waiting.pop()
        if key in known and key not in wanted:
            wanted.add(key)
            waiting.extend(map(relation_key, known[key].inputs))
    return wanted


def _target(name: str, known: Mapping[RelationKey, View]) -> RelationKey:
    key = relation_key(name)
    if key not in known:
        raise ViewNotFound(name, [view.name for view in known.values()])
    return key


def _refuse_circle(path: Sequence[View], needed: View) -> None:
    start = next((at for at, view in enumerate(path) if view is needed), None)
    if start is not None:
        circle = [view.name for view in path[start:]] + [needed.name]
        raise ViewCycle(
            f"Views depend on one another in a circle: {' → '.join(circle)}.",
            hint="let one of them read a table instead",
            path=circle,
            origins=[view.origin for view in path[start:]],
        )


def _unknown(
    path: Sequence[View], name: TableName, views: Collection[RelationKey], tables: Mapping[RelationKey, TableName]
) -> ViewInputUnknown:
    view = path[-1]
    known = [table for _, table in views] + [str(table) for table in tables.values()]
    nearest = nearest_names(str(name), known)
    way = [each.name for each in path] + [str(name)]
    place = f" ({view.origin})" if view.origin else ""
    offer = " ".join(part for part in (did_you_mean(nearest), f"Path: {' → '.join(way)}.") if part)
    return ViewInputUnknown(
        f"View {view.name!r}{place} needs {str(name)!r}, which is neither a table nor a view. {offer}",
        hint="reedbed tables",
        view=view.name,
        input=str(name),
        path=way,
        nearest=nearest,
    )
