"""Lineage: which views read which tables and views, as a value, a tree, Mermaid, DOT and JSON.

Names may hold anything, so none of them becomes an identifier in a drawing: nodes are numbered, names are labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reedbed.store.views.ordering import by_relation
from reedbed.store.views.relations import RelationKey, relation_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reedbed.store.views.registry import View

Kind = Literal["table", "view"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A table, or a view."""

    name: str
    kind: Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Lineage:
    """The graph. An edge `(a, b)` says by position in `nodes` that `b` reads `a`."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]

    def readers(self, node: int) -> list[int]:
        """The nodes that read `node`."""
        return [reader for source, reader in self.edges if source == node]

    def sources(self, node: int) -> list[int]:
        """The nodes that `node` reads."""
        return [source for source, reader in self.edges if reader == node]

    def around(self, name: str) -> Lineage:
        """What `name` is made from, directly and indirectly, and what is made from it; empty when it is unknown."""
        start = [at for at, node in enumerate(self.nodes) if relation_key(node.name) == relation_key(name)]
        kept = sorted({*_reached(start, self.sources), *_reached(start, self.readers)})
        place = {old: new for new, old in enumerate(kept)}
        edges = tuple((place[a], place[b]) for a, b in self.edges if a in place and b in place)
        return Lineage(nodes=tuple(self.nodes[at] for at in kept), edges=edges)

    def to_text(self) -> str:
        """A tree from what nothing is read for, downwards; what was drawn before is drawn once and marked `…`."""
        lines: list[str] = []
        drawn: set[int] = set()
        for root in (at for at in range(len(self.nodes)) if not self.sources(at)):
            lines += self._branch(root, drawn)
        return "\n".join(lines)

    def _branch(self, root: int, drawn: set[int]) -> Iterator[str]:
        # (node, what its line starts with, what the lines below it start with)
        waiting = [(root, "", "")]
        while waiting:
            node, lead, below = waiting.pop()
            readers = self.readers(node)
            repeated = node in drawn and bool(readers)
            drawn.add(node)
            kind = " (table)" if self.nodes[node].kind == "table" else ""
            yield f"{lead}{plain(self.nodes[node].name)}{kind}{' …' if repeated else ''}"
            if not repeated:
                last = readers[-1:]
                waiting += [
                    (reader, f"{below}{'└── ' if [reader] == last else '├── '}", below + _rail([reader] == last))
                    for reader in reversed(readers)
                ]

    def to_mermaid(self) -> str:
        """A Mermaid flowchart: tables are cylinders, views are boxes."""
        lines = ["flowchart LR"]
        for at, node in enumerate(self.nodes):
            label = _mermaid_label(node.name)
            lines.append(f'    n{at}[("{label}")]' if node.kind == "table" else f'    n{at}["{label}"]')
        return "\n".join([*lines, *(f"    n{source} --> n{reader}" for source, reader in self.edges)])

    def to_dot(self) -> str:
        """A Graphviz digraph: tables are cylinders, views are boxes."""
        lines = ["digraph lineage {", "    rankdir=LR;"]
        for at, node in enumerate(self.nodes):
            shape = "cylinder" if node.kind == "table" else "box"
            lines.append(f"    n{at} [label={_dot_string(node.name)}, shape={shape}];")
        return "\n".join([*lines, *(f"    n{source} -> n{reader};" for source, reader in self.edges), "}"])

    def to_dict(self) -> dict[str, object]:
        """As JSON values: nodes with their kind, edges by name."""
        return {
            "nodes": [{"name": node.name, "kind": node.kind} for node in self.nodes],
            "edges": [{"from": self.nodes[a].name, "to": self.nodes[b].name} for a, b in self.edges],
        }


def lineage_of(views: Iterable[View]) -> Lineage:
    """The graph of `views` and of everything that they read."""
    known = by_relation(views)
    nodes: dict[RelationKey, Node] = {}
    for view in known.values():
        for name in view.inputs:
            if relation_key(name) not in known:
                nodes.setdefault(relation_key(name), Node(name=str(name), kind="table"))
    nodes |= {key: Node(name=view.name, kind="view") for key, view in known.items()}
    place = {key: at for at, key in enumerate(nodes)}
    edges = [(place[relation_key(name)], place[key]) for key, view in known.items() for name in view.inputs]
    return Lineage(nodes=tuple(nodes.values()), edges=tuple(dict.fromkeys(edges)))


def plain(name: str) -> str:
    """`name` on one line and without characters that steer a terminal."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in name)


def _rail(is_last: bool) -> str:  # noqa: FBT001 - private, one call
    return "    " if is_last else "│   "


def _mermaid_label(name: str) -> str:
    # Mermaid reads labels as Markdown with HTML entities written #name;, so everything but words is encoded.
    return "".join(each if each.isalnum() or each in " _-." else f"#{ord(each)};" for each in name)


def _dot_string(name: str) -> str:
    return '"' + plain(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reached(start: Iterable[int], step: Callable[[int], list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(step(node))
    return found
