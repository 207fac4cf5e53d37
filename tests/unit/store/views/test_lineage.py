"""Drawings of the graph, with names that hurt."""

from __future__ import annotations

import json
import re

from reedbed.store.views.lineage import Lineage, lineage_of
from reedbed.store.views.registry import ViewRegistry


def graph(**views: list[str]) -> Lineage:
    registry = ViewRegistry()
    for name, inputs in views.items():
        registry.register(name, inputs=inputs)(lambda *tables: tables)
    return lineage_of(registry)


DIAMOND = {"chunks": ["messages"], "hourly": ["chunks"], "authors": ["chunks"], "daily": ["hourly", "authors"]}


def test_a_tree_goes_from_tables_down_and_draws_nothing_twice() -> None:
    assert graph(**DIAMOND, extra=["daily"]).to_text().splitlines() == [
        "messages (table)",
        "└── chunks",
        "    ├── hourly",
        "    │   └── daily",
        "    │       └── extra",
        "    └── authors",
        "        └── daily …",
    ]


def test_json_names_nodes_and_edges() -> None:
    document = json.loads(json.dumps(graph(**DIAMOND).to_dict()))
    assert document["nodes"][0] == {"name": "messages", "kind": "table"}
    assert {"from": "hourly", "to": "daily"} in document["edges"]
    assert len(document["edges"]) == 5


def test_around_a_view_stands_what_it_needs_and_what_needs_it() -> None:
    part = graph(**DIAMOND, other=["events"]).around("hourly")
    assert {node.name for node in part.nodes} == {"messages", "chunks", "hourly", "daily"}
    assert graph(**DIAMOND).around("nothing").nodes == ()


def test_mermaid_holds_names_as_labels_only() -> None:
    text = graph(**{'a"]; click x': ["t\n]"], "😀": ['a"]; click x']}).to_mermaid()
    assert text.splitlines()[0] == "flowchart LR"
    assert re.findall(r"^    n\d+ --> n\d+$", text, re.MULTILINE) == ["    n0 --> n1", "    n1 --> n2"]
    for line in text.splitlines()[1:4]:
        assert re.fullmatch(r'    n\d+(\[\("[\w #;.-]*"\)\]|\["[\w #;.-]*"\])', line)


def test_dot_quotes_and_escapes_names() -> None:
    text = graph(**{'say "hi"\\': ["line\nbreak"]}).to_dot()
    assert 'label="say \\"hi\\"\\\\"' in text
    assert 'label="line\\\\nbreak", shape=cylinder' in text
    assert len(text.splitlines()) == 6


def test_a_name_cannot_steer_the_terminal() -> None:
    assert graph(**{"\x1b[31mred": ["a\nb"]}).to_text() == "a\\nb (table)\n└── \\x1b[31mred"


def test_no_views_make_an_empty_drawing() -> None:
    assert graph().to_text() == ""


def test_a_chain_of_three_thousand_views_is_drawn() -> None:
    chain = {f"v{at}": [f"v{at - 1}"] for at in range(1, 3000)}
    assert len(graph(**chain).to_text().splitlines()) == 3000
