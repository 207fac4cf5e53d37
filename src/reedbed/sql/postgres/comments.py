"""COMMENT ON what DuckDB keeps comments of, as what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import quote
from reedbed.sql.postgres.alterations import named
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser


@dataclass(frozen=True, slots=True, kw_only=True)
class Commenting:
    """`COMMENT ON` this kind of object, by the parts of its name; `text` is what stands behind IS, in SQL."""

    remaining: str
    kind: str
    name: tuple[str, ...]
    text: str


def commenting(parser: DefinitionParser) -> Commenting:
    """What stands behind COMMENT."""
    parser.expect("on")
    kind = parser.take_any("table", "view", "column", "index", "sequence", "type")
    if not kind:
        raise Unreadable
    name = named(parser.name())
    parser.expect("is")
    start = parser.start
    parser.next()
    text = parser.sql[start : parser.end]
    parser.finish()
    remaining = f"COMMENT ON {kind.upper()} {'.'.join(map(quote, name))} IS {text}"
    return Commenting(remaining=remaining, kind=kind, name=name, text=text)
