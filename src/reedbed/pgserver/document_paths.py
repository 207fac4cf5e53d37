"""Changes of documents of `jsonb` at a path, of any depth: `jsonb_set`, `jsonb_insert` and `#-`.

A macro names what it is given several times, and a path of steps would nest that: four steps take minutes to bind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from reedbed.documents import parsed, written
from reedbed.sql.postgres.macros import function

if TYPE_CHECKING:
    from reedbed.engine import Database

_NAME: Final = "reedbed_jsonb_changed"
_PARAMETERS: Final = ("VARCHAR", "VARCHAR[]", "VARCHAR", "VARCHAR")
_MACRO: Final = (
    f"CREATE OR REPLACE MACRO {function('jsonb_changed')}(a, path, item, way) AS CAST(system.main.{_NAME}("
    "CAST(a AS VARCHAR), CAST(path AS VARCHAR[]), CAST(item AS VARCHAR), CAST(way AS VARCHAR)) AS JSON)"
)
STATEMENTS: Final = (_MACRO,)
"""What makes the function that the dialect calls; a way is one of `create`, `replace`, `before`, `after`, `delete`."""
_INTEGER: Final = re.compile(r"\s*([+-]?)0*(\d{1,10})", re.ASCII)
_LEAST, _MOST = -(2**31), 2**31 - 1


def define(database: Database) -> None:
    """Make the function of Python's that this one calls."""
    database.define_function(_NAME, changed, _PARAMETERS, "VARCHAR")


def changed(text: str | None, path: list[str | None] | None, item: str | None, way: str | None) -> str | None:
    """The document with what is at the path changed; NULL for a NULL. Raises `ValueError` with an SQLSTATE in front."""
    if text is None or path is None or item is None or way is None:
        return None
    try:
        document, value = parsed(text), parsed(item)
    except ValueError:
        raise ValueError("22P02: invalid input syntax for type json") from None
    if not isinstance(document, (dict, list)):
        verb = "delete" if way == "delete" else "set"
        raise ValueError(f"22023: cannot {verb} path in scalar")  # noqa: TRY004 - what the engine passes on
    if path and (document or way not in {"delete", "replace"}):
        _change(document, path, 0, value, way)
    return written(document)


def _change(part: Any, path: list[str | None], level: int, value: Any, way: str) -> None:
    if not isinstance(part, (dict, list)):
        return
    step = path[level]
    if step is None:
        raise ValueError(f"22004: path element at position {level + 1} is null")
    last = level == len(path) - 1
    if isinstance(part, list):
        place = _place(part, step, level)
        if last:
            _change_item(part, place, value, way)
        elif 0 <= place < len(part):
            _change(part[place], path, level + 1, value, way)
    elif last:
        _change_member(part, step, value, way)
    else:
        _change(part.get(step), path, level + 1, value, way)


def _change_member(members: dict[str, Any], name: str, value: Any, way: str) -> None:
    there = name in members
    if there and way in {"before", "after"}:
        raise ValueError("22023: cannot replace existing key")
    if way == "delete":
        members.pop(name, None)
    elif there or way != "replace":
        members[name] = value


def _place(items: list[Any], step: str, level: int) -> int:
    """The place of an item; -1 for one before the first, and the number of items for one behind the last."""
    found = _INTEGER.fullmatch(step)
    place = int(found[1] + found[2]) if found is not None else None
    if place is None or not _LEAST <= place <= _MOST:
        raise ValueError(f'22P02: path element at position {level + 1} is not an integer: "{step}"')
    return min(place, len(items)) if place >= 0 else max(place + len(items), -1)


def _change_item(items: list[Any], place: int, value: Any, way: str) -> None:
    there = 0 <= place < len(items)
    if way == "delete":
        if there:
            del items[place]
    elif way in {"create", "replace"} and there:
        items[place] = value
    elif way != "replace":
        items.insert(max(place + (1 if way == "after" and there else 0), 0), value)
