"""Errors that came over a border: the JSON object of a door as the error that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reedbed.errors.root import ReedbedError, revive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def from_dict(document: Mapping[str, Any]) -> ReedbedError:
    """The error whose `to_dict` is `document`, of its own class, with its operands.

    A code that this version does not know, as from a newer owner, becomes a `ReedbedError` that keeps the code.
    """
    code = str(document.get("code", ""))
    known = next((kind for kind in _tree(ReedbedError) if kind.code == code), None)
    details = dict(document.get("details") or {})
    message, hint = str(document.get("message", "")), str(document.get("hint", ""))
    if known is None:
        unknown = ReedbedError(message, hint=hint, **details)
        unknown.details = {**details, "code": code}
        return unknown
    return revive(known, message, hint, details)


def _tree(kind: type[ReedbedError]) -> Iterator[type[ReedbedError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)
