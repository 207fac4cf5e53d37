"""DROP as what it asks for: what depends on an object decides whether it goes, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser

Kind = Literal["table", "view", "schema", "sequence", "type", "index"]
_KINDS: Final[dict[str, Kind]] = {
    "table": "table", "view": "view", "schema": "schema", "sequence": "sequence", "type": "type", "index": "index",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """`DROP` of these objects, each by the parts of its name as it was written."""

    remaining: str
    kind: Kind
    names: tuple[tuple[str, ...], ...]
    if_exists: bool
    cascades: bool


def drop_of(parser: DefinitionParser) -> Drop:
    """What stands behind DROP."""
    kind = _KINDS.get(parser.word())
    if kind is None:
        raise Unreadable
    parser.take("concurrently")
    if_exists = parser.take_all("if", "exists")
    names: list[tuple[str, ...]] = []
    while True:
        names.append(parser.name().parts)
        if not parser.take(","):
            break
    cascades = parser.take_any("cascade", "restrict") == "cascade"
    parser.finish()
    return Drop(remaining=parser.sql, kind=kind, names=tuple(names), if_exists=if_exists, cascades=cascades)
