"""Columns of relations in one FROM that are equal in every row: what is asked of one is asked of the others.

A row that is made of rows of two relations, joined by an equality, has the same value on both sides. So a row of one
that fails what the rows of the answer are asked on the other is in none of them, whatever kind of join it is. From one
equality to the next this leads only where no join makes rows without the relation between: an outer join does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from reedbed.engine.resolver.tokens import folded
from reedbed.lake.federated.conditions import every, restricted, translated
from reedbed.lake.federated.predicates import conjuncts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reedbed.lake.federated.conditions import Comparison, Condition
    from reedbed.lake.federated.outputs import Columns
    from reedbed.lake.federated.sources import Source

Tree = dict[str, Any]
Member: TypeAlias = tuple[int, str]
"""A column of the relation with a number in FROM."""

Resolve: TypeAlias = "Callable[[int], Callable[[Sequence[str]], str | None]]"

_FROM_THE_LEFT = frozenset({"INNER", "LEFT"})


def joins_of(node: Tree) -> Iterator[Tree]:
    """The joins in a FROM clause."""
    if node.get("type") == "JOIN":
        yield node
        yield from joins_of(node["left"])
        yield from joins_of(node["right"])


def merged_owners(node: Tree, sources: Sequence[Source], columns: Sequence[Columns]) -> dict[str, int | None]:
    """The columns of USING, each with the relation whose value it is; None where that is not known."""
    joins = list(joins_of(node))
    merged = {folded(name) for join in joins for name in join.get("using_columns") or ()}
    if any(join.get("join_type") not in _FROM_THE_LEFT for join in joins):
        return dict.fromkeys(merged)
    found: dict[str, int | None] = {}
    for name in merged:
        for place, (source, known) in enumerate(zip(sources, columns, strict=True)):
            if not known or not source.is_whole or name in known:
                found[name] = place if name in known and source.is_whole else None
                break
        else:
            found[name] = None
    return found


def classes(
    node: Tree, where: Sequence[Tree], sources: Sequence[Source], columns: Sequence[Columns], resolve: Resolve
) -> list[set[Member]]:
    """Columns of one type that are equal wherever rows of their relations are joined; one may be in several sets."""
    places = {id(source.table): place for place, source in enumerate(sources)}

    def members(reference: Sequence[str], among: Sequence[int]) -> list[Member]:
        found = ((place, resolve(place)(reference)) for place in among)
        return [(place, name) for place, name in found if name is not None]

    always = list(_compared(where, members, range(len(sources)), range(len(sources))))
    at_times: list[tuple[Member, Member]] = []
    for join in joins_of(node):
        left, right = ([places[id(table)] for table in _tables(join[side])] for side in ("left", "right"))
        condition = join.get("condition")
        pairs = always if join.get("join_type") == "INNER" else at_times
        pairs += _compared([condition] if condition else [], members, left, right)
        for name in map(folded, join.get("using_columns") or ()):
            owners = [[place for place in side if name in columns[place]] for side in (left, right)]
            if all(len(each) == 1 for each in owners):
                pairs.append(((owners[0][0], name), (owners[1][0], name)))
    found: list[set[Member]] = []
    for pair in _of_one_type(always, columns):
        joined = [each for each in found if not each.isdisjoint(pair)]
        found = [each for each in found if each not in joined] + [set(pair).union(*joined)]
    beside = [
        set(pair).union(*(each for each in found if not each.isdisjoint(pair)))
        for pair in _of_one_type(at_times, columns)
    ]
    return found + beside


def _of_one_type(pairs: Sequence[tuple[Member, Member]], columns: Sequence[Columns]) -> Iterator[tuple[Member, Member]]:
    for pair in pairs:
        kinds = {columns[place][name] for place, name in pair}
        if len(kinds) == 1 and "" not in kinds:
            yield pair


def _compared(
    trees: Sequence[Tree],
    members: Callable[[Sequence[str], Sequence[int]], list[Member]],
    left: Sequence[int],
    right: Sequence[int],
) -> Iterator[tuple[Member, Member]]:
    """The columns of two groups of relations that have to be equal where the trees hold."""
    for tree in conjuncts(trees):
        sides = (tree.get("left") or {}, tree.get("right") or {})
        if tree.get("type") == "COMPARE_EQUAL" and all(side.get("class") == "COLUMN_REF" for side in sides):
            names = [side["column_names"] for side in sides]
            for first, second in ((names[0], names[1]), (names[1], names[0])):
                one, other = members(first, left), members(second, right)
                if len(one) == len(other) == 1 and one[0][0] != other[0][0]:
                    yield one[0], other[0]
                    break


def _tables(node: Tree) -> list[Tree]:
    return [*_tables(node["left"]), *_tables(node["right"])] if node.get("type") == "JOIN" else [node]


def shared(conditions: Sequence[Condition | None], equal: Sequence[set[Member]]) -> list[Condition | None]:
    """What is asked of the rows of each relation, with what is asked of equal columns of others."""
    found = [[condition] for condition in conditions]
    for members in equal:
        for place, name in members:
            for other, its in members:
                condition = conditions[other]
                known = restricted(condition, frozenset({its})) if condition is not None and other != place else None
                own = translated(known, _naming(name)) if known is not None else None
                if own not in found[place]:
                    found[place].append(own)
    return [every(each) for each in found]


def _naming(column: str) -> Callable[[Comparison], Comparison]:
    return lambda each: replace(each, column=column)
