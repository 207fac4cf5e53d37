"""What the columns of a query are made of: which column of which relation of its FROM each one is.

From it follows what a condition on the rows of a sub-select asks of the relations inside. A column that is anything but
a column of one relation, or the unit of time that it lies in, is not known here; where rows are counted, ordered or
numbered before the condition is asked, nothing is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from reedbed.engine.resolver.functions import function_classes, words
from reedbed.engine.resolver.tokens import folded
from reedbed.lake.federated.conditions import Comparison, translated
from reedbed.lake.federated.predicates import seen_through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.federated.sources import Source

Tree = dict[str, Any]
Columns: TypeAlias = "Mapping[str, str]"
"""The columns of a relation by folded name, in order, each with its type; "" for one whose type is not known."""

_VOLATILE: Final = words(
    """current_connection_id current_query_id current_transaction_id currval error gen_random_uuid nextval random
    setseed sleep_ms stats uuid uuidv4 uuidv7 write_log"""
)
OPERATOR: Final = re.compile(r"\W")
_SEVERAL: Final = frozenset({("FUNCTION", "unnest"), ("FUNCTION", "unlist")})
_STAR_PARTS: Final = frozenset({"qualified_exclude_list", "rename_list", "columns", "expr"})


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the relation with a number in FROM, or with `through` the unit of time that it lies in."""

    source: int
    column: str
    through: str = "{}"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The columns of a query in their order, as far as their names are sure; None for one that is something else."""

    columns: tuple[tuple[str, Output | None], ...] = ()

    @property
    def by_name(self) -> dict[str, Output]:
        """The known ones by name. Of several that have one name, DuckDB calls the first by it."""
        found: dict[str, Output | None] = {}
        for name, output in self.columns:
            found.setdefault(name, output)
        return {name: output for name, output in found.items() if output is not None}

    def called(self, aliases: Sequence[str]) -> Outputs:
        """The same columns by other names, from the first one on."""
        names = [folded(alias) for alias in aliases[: len(self.columns)]]
        found = zip(names, self.columns, strict=False)
        return Outputs((*((name, output) for name, (_, output) in found), *self.columns[len(names) :]))

    @property
    def kinds(self) -> dict[str, str]:
        """The types of the known ones by name."""
        return {name: output.kind for name, output in self.by_name.items()}


def outputs_of(
    node: Tree,
    sources: Sequence[Source],
    columns: Sequence[Columns],
    merged: Mapping[str, int | None],
    column_of: Callable[[int], Callable[[Sequence[str]], str | None]],
) -> Outputs:
    """The columns of a SELECT; `columns` are those of its sources, and `column_of` says what names mean for each."""
    found: list[tuple[str, Output | None]] = []
    for item in node["select_list"]:
        if item.get("class") != "STAR":
            if _is_several(item):
                break
            found.append(_item(item, columns, column_of))
            continue
        starred, whole = _star(item, sources, columns, merged)
        found += starred
        if not whole:
            break
    return Outputs(tuple(found))


def _is_several(item: Tree) -> bool:
    """Whether one item may stand for several columns, or for one with the name of another."""
    calls = set(_calls(item))
    return bool(calls & _SEVERAL) or any(kind in ("STAR", "POSITIONAL_REFERENCE") for kind, _ in calls)


def _item(
    item: Tree, columns: Sequence[Columns], column_of: Callable[[int], Callable[[Sequence[str]], str | None]]
) -> tuple[str, Output | None]:
    reference, through = seen_through(item)
    name = folded(item.get("alias") or (reference[-1] if reference and through == "{}" else ""))
    if reference:
        for source, known in enumerate(columns):
            column = column_of(source)(reference)
            if column is not None:
                kind = known[column] if through == "{}" else ""
                return name, Output(source, column, through, kind)
    return name, None


def _star(
    item: Tree, sources: Sequence[Source], columns: Sequence[Columns], merged: Mapping[str, int | None]
) -> tuple[list[tuple[str, Output | None]], bool]:
    """What a star stands for, and whether that is all of it."""
    if any(item.get(part) for part in _STAR_PARTS):
        return [], False
    excluded = frozenset(map(folded, item.get("exclude_list") or ()))
    replaced = frozenset(folded(each["key"]) for each in item.get("replace_list") or ())
    wanted = folded(item.get("relation_name") or "")
    found: list[tuple[str, Output | None]] = []
    for place, (source, known) in enumerate(zip(sources, columns, strict=True)):
        if wanted and source.shown != wanted:
            continue
        if not known or not source.is_whole:
            return found, False
        for name, kind in known.items():
            if name in excluded:
                continue
            if name in merged and not wanted:
                # Of USING, a star shows one column, where the first of them stands.
                before = sum(name in earlier for earlier in columns[:place])
                if before > 1:
                    return found, False
                if before:
                    continue
            plain = name not in replaced and merged.get(name, place) == place
            found.append((name, Output(place, name, kind=kind) if plain else None))
    return found, True


def united(left: Outputs, right: Outputs) -> Outputs:
    """The columns of a set operation: those that both sides have in one type, so that they are compared alike."""
    return Outputs(
        tuple(
            (name, one if one and other and one.kind and one.kind == other.kind else None)
            for (name, one), (_, other) in zip(left.columns, right.columns, strict=False)
        )
    )


def by_place(condition: Condition, whole: Outputs, side: Outputs) -> Condition | None:
    """What a condition on the columns of a query asks of one that has the same columns by other names."""
    places: dict[str, int] = {}
    for place, (name, _) in enumerate(whole.columns):
        places.setdefault(name, place)
    names = [name for name, _ in side.columns]

    def beside(comparison: Comparison) -> Comparison | None:
        place = places.get(comparison.column, len(names))
        name = names[place] if place < len(names) else None
        # A name that stands twice means the first of the two.
        return replace(comparison, column=name) if name is not None and names.index(name) == place else None

    return translated(condition, beside)


def asked_of(condition: Condition, outputs: Mapping[str, Output], source: int) -> Condition | None:
    """What a condition on the columns of a query asks of one relation of its FROM."""

    def inside(comparison: Comparison) -> Comparison | None:
        output = outputs.get(comparison.column)
        if output is None or output.source != source or "{}" not in (comparison.through, output.through):
            return None
        through = output.through if comparison.through == "{}" else comparison.through
        return replace(comparison, column=output.column, through=through)

    return translated(condition, inside)


def lets_through(node: Tree) -> bool:
    """Whether rows that a condition on the query's columns drops may as well not be read.

    Not so where they are counted or numbered before, or where making them has an effect. Of groups, a column of a
    relation is what they are grouped by.
    """
    for modifier in node.get("modifiers") or ():
        kind = modifier.get("type")
        if kind != "ORDER_MODIFIER" and (kind != "DISTINCT_MODIFIER" or modifier.get("distinct_on_targets")):
            return False
    if node.get("type") != "SELECT_NODE":
        return True
    if node.get("sample") or node.get("qualify"):
        return False
    known = function_classes().every
    return all(
        kind != "WINDOW" and (kind != "FUNCTION" or (name in known and name not in _VOLATILE) or OPERATOR.match(name))
        for kind, name in _calls([node["select_list"], node.get("having")])
    )


def _calls(tree: object) -> Iterator[tuple[str, str]]:
    """The class of each expression, with the name of the function that it calls."""
    if isinstance(tree, list):
        for each in tree:
            yield from _calls(each)
    elif isinstance(tree, dict):
        if isinstance(tree.get("class"), str):
            yield tree["class"], folded(tree.get("function_name") or "")
        for each in tree.values():
            yield from _calls(each)
