"""A statement's text with every node replaced that a rule replaces, and everything else as it is written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from reedbed.sql.postgres.macros import PORTABLE, function
from reedbed.sql.postgres.syntax.nodes import Call, Constant, Node, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AnyNode = TypeVar("AnyNode", bound=Node)


class Renderer:
    """Writes one statement.

    A stored one goes into the user's file, as the query of a view or the default of a column: it must not call the
    functions of `macros`, which are gone with the process. The constants that begin in `as_bytes` are bytes, since
    what stands around them is. The divisions in `quotients` are those that the select list shows, by their text: where
    they stand again, as in GROUP BY, they have to be the same. `tables` are the names of FROM that stand for rows.
    """

    def __init__(self, sql: str, *, stored: bool = False) -> None:
        self.sql = sql
        self.stored = stored
        self.outermost: Query | None = None
        self.in_outermost = False
        self.order_start = -1
        self.marked: dict[str, str] = {}
        self.as_bytes: set[int] = set()
        self.scalars: dict[str, str] = {}
        self.tables: set[str] = set()
        self.quotients: set[str] = set()
        self.in_item = False
        self._free = True

    def text(self, node: Node) -> str:
        """The node in DuckDB's dialect."""
        rule = _RULES.get(type(node))
        if rule is not None:
            replaced = rule(self, node)
            if replaced is not None:
                return replaced
        return self.plain(node)

    def plain(self, node: Node) -> str:
        """The node as it is written, around its children in DuckDB's dialect."""
        if not node.children:
            return self.sql[node.start : node.end]
        return self.around(node.start, node.end, node.children)

    def around(self, start: int, end: int, children: list[Node]) -> str:
        """The text between two places, around these nodes in DuckDB's dialect."""
        pieces: list[str] = []
        place = start
        for child in sorted(children, key=_start):
            if child.start < place:
                continue
            pieces.append(self.sql[place : child.start])
            pieces.append(self.text(child))
            place = child.end
        pieces.append(self.sql[place:end])
        return "".join(pieces)

    def call(self, name: str, *values: str) -> str:
        """A call of one of the functions of `macros`, or what comes nearest to it in a stored statement."""
        if self.stored and name in PORTABLE:
            return PORTABLE[name].format(*values)
        return f"{function(name)}({', '.join(values)})"

    def independent(self, node: Node) -> bool:
        """Whether DuckDB knows the type of an expression before the query around it is bound.

        It does not inside subqueries, which may look outside, nor where there are aggregates, windows, parameters
        and queries.
        """
        return self._free and not self.stored and _is_plain(node)

    @property
    def looks_outside(self) -> bool:
        """Whether a subquery is written that may look outside, where DuckDB binds no macro that asks for types."""
        return not self._free

    @contextmanager
    def within(self, query: Query) -> Iterator[None]:
        """While a query is written that may look outside unless it is independent."""
        before, self._free = self._free, self._free and query.independent
        outermost = self.in_outermost
        self.in_outermost = (
            query is self.outermost and query.verb == "select" and not query.combined and not query.makes_table
        )
        yield
        self._free, self.in_outermost = before, outermost

    def source(self, node: Node) -> str:
        """The node as it is written."""
        return self.sql[node.start : node.end]


@dataclass(slots=True)
class Insertion(Node):
    """Text that a rule puts in a place where nothing is written."""

    text: str = ""


_AGGREGATES: Final = frozenset(
    """
    sum count avg min max any_value first last list array_agg string_agg bool_and bool_or every stddev stddev_pop
    stddev_samp variance var_pop var_samp median mode quantile percentile_cont percentile_disc json_agg jsonb_agg
    """.split()  # noqa: SIM905 - words are read as words
)


def _is_plain(node: Node) -> bool:
    if isinstance(node, Query) or (isinstance(node, Constant) and node.kind == "parameter"):
        return False
    if isinstance(node, Call) and (node.tail or node.parts[-1] in _AGGREGATES):
        return False
    return all(_is_plain(child) for child in node.children)


def _start(node: Node) -> int:
    return node.start


_RULES: Final[dict[type[Node], Callable[[Renderer, Any], str | None]]] = {}


def rule(
    kind: type[AnyNode],
) -> Callable[[Callable[[Renderer, AnyNode], str | None]], Callable[[Renderer, AnyNode], str | None]]:
    """Register what becomes of the nodes of one kind; a rule that returns `None` leaves its node as it is."""

    def register(function: Callable[[Renderer, AnyNode], str | None]) -> Callable[[Renderer, AnyNode], str | None]:
        _RULES[kind] = function
        return function

    return register


@rule(Insertion)
def _insertion(_: Renderer, insertion: Insertion) -> str:
    return insertion.text
