"""The relations of one FROM clause, and what the names of columns mean among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.resolver.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Tree = dict[str, Any]

_PLAIN_JOINS: Final = frozenset({"REGULAR", "CROSS"})
_UNDERSTOOD: Final = frozenset({"INNER", "LEFT", "RIGHT", "OUTER", "FULL"})
_KEEPS_LEFT: Final = frozenset({"LEFT", "OUTER", "FULL"})
_KEEPS_RIGHT: Final = frozenset({"RIGHT", "OUTER", "FULL"})


@dataclass(frozen=True, slots=True)
class Source:
    """A relation in one FROM clause, with the parts of ON that hold for its rows."""

    table: Tree
    conditions: tuple[Tree, ...]

    @property
    def shown(self) -> str:
        """The name by which the clause's expressions call it, folded."""
        return folded(self.table.get("alias") or self.table.get("table_name") or "")

    @property
    def is_whole(self) -> bool:
        """Whether it has all of its rows, and columns that are known by their names."""
        named_anew = self.table.get("type") == "BASE_TABLE" and self.table.get("column_name_alias")
        return not self.table.get("sample") and not named_anew


def sources_of(node: Tree) -> tuple[Source, ...]:
    """The relations of a FROM clause; none where a join counts or orders the rows of its sides."""
    found: list[Source] = []
    return tuple(found) if _gather(node, (), found) else ()


def _gather(node: Tree, conditions: tuple[Tree, ...], found: list[Source]) -> bool:
    if node.get("type") != "JOIN":
        found.append(Source(node, conditions))
        return True
    kind = node.get("join_type")
    if node.get("ref_type") not in _PLAIN_JOINS or kind not in _UNDERSTOOD:
        return False
    condition = node.get("condition")
    on = (condition,) if condition else ()
    # What ON says holds for the rows of a side whose other rows the join drops.
    left = conditions if kind in _KEEPS_LEFT else (*conditions, *on)
    right = conditions if kind in _KEEPS_RIGHT else (*conditions, *on)
    return _gather(node["left"], left, found) and _gather(node["right"], right, found)


def column_in(
    sources: Sequence[Source], place: int, columns: Iterable[str], merged: Mapping[str, int | None]
) -> Callable[[Iterable[str]], str | None]:
    """Which column of one of the relations a reference means; None when it may be another's.

    A plain name that several relations have is refused by DuckDB, unless USING makes one column of them; `merged` says
    whose that is.
    """
    source, names = sources[place], frozenset(columns)
    shown = source.shown
    schema = "" if source.table.get("alias") else folded(source.table.get("schema_name") or "")
    if [each.shown for each in sources].count(shown) > 1:
        return lambda _: None
    others = {each.shown for each in sources}

    def column(reference: Iterable[str]) -> str | None:
        parts = [folded(part) for part in reference]
        if not parts or parts[-1] not in names:
            return None
        match parts[:-1]:
            case []:
                return parts[-1] if merged.get(parts[-1], place) == place else None
            case [name]:
                return parts[-1] if name == shown else None
            case [qualifier, name] if schema and qualifier not in others:
                return parts[-1] if (qualifier, name) == (schema, shown) else None
        return None

    return column
