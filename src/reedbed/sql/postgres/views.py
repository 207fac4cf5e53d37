"""CREATE VIEW and ALTER VIEW as what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql import quote
from reedbed.sql.postgres.alterations import named, renaming
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from reedbed.sql.postgres.alterations import Change
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser

_BEFORE_VIEW: Final = frozenset({"or", "replace", "temp", "temporary"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCreation:
    """`CREATE VIEW` of this name, as it was written in parts."""

    remaining: str
    name: tuple[str, ...]
    replaces: bool
    if_missing: bool
    is_temporary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChange:
    """`ALTER VIEW`: another name for it, or for one of its columns; `remaining` is a statement of the same rights."""

    remaining: str
    name: tuple[str, ...]
    if_exists: bool
    change: Change


def makes_view(parser: DefinitionParser) -> bool:
    """Whether it is a view that is made, behind CREATE."""
    words = (word for word in parser.folded[parser.place :] if word not in _BEFORE_VIEW)
    return next(words, "") == "view"


def view_creation(parser: DefinitionParser) -> ViewCreation:
    """What stands behind CREATE, where it makes a view."""
    replaces = parser.take_all("or", "replace")
    is_temporary = parser.take_any("temp", "temporary") != ""
    parser.expect("view")
    if_missing = parser.take_all("if", "not", "exists")
    name = parser.name().parts
    return ViewCreation(
        remaining=parser.sql, name=name, replaces=replaces, if_missing=if_missing, is_temporary=is_temporary
    )


def view_change(parser: DefinitionParser) -> ViewChange:
    """What stands behind ALTER VIEW."""
    if_exists = parser.take_all("if", "exists")
    name = parser.name()
    if not parser.take("rename") or parser.at("constraint"):
        raise Unreadable
    change = renaming(parser)
    parser.finish()
    shown = ".".join(map(quote, named(name)))
    remaining = f"ALTER VIEW {'IF EXISTS ' if if_exists else ''}{shown} RENAME TO {quote(change.new_name)}"
    return ViewChange(remaining=remaining, name=name.parts, if_exists=if_exists, change=change)
