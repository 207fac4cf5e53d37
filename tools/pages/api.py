"""The reference of public names, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re

import reedbed

INTRODUCTION = """\
# Python

The public names, importable from `reedbed`; the storage manager's are in `reedbed.storage` too, and the
[errors](errors.md) in `reedbed.errors`. Whatever is not on this page may change without notice.
"""


def signature(name: str, value: object) -> str:
    """The call as it is written, with the annotations as text."""
    if not callable(value):
        return name
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return name
    return name + re.sub(r"\(self(, )?", "(", text.replace("'", "")).replace("<object object>", "…")


def documented(value: object) -> str:
    """The docstring."""
    return inspect.getdoc(value) or ""


def members(kind: type) -> list[tuple[str, object]]:
    """The public methods and properties of a class that Reedbed defines, its parents' included, in name order."""
    ours = [parent for parent in kind.__mro__ if parent.__module__.startswith("reedbed")]
    names = {name for parent in ours for name in vars(parent) if not name.startswith("_")}
    found = [(name, inspect.getattr_static(kind, name)) for name in sorted(names)]
    return [(name, value) for name, value in found if documented(value) and is_call_or_property(value)]


def is_call_or_property(value: object) -> bool:
    """Whether a class attribute is worth an entry: methods of all kinds and properties."""
    return isinstance(value, property | classmethod | staticmethod) or inspect.isfunction(value)


def member(name: str, value: object) -> str:
    """One method or property."""
    if isinstance(value, property):
        return f"### `{name}`\n\n{documented(value)}\n"
    called = value.__func__ if isinstance(value, classmethod | staticmethod) else value
    return f"### `{signature(name, called)}`\n\n{documented(value)}\n"


def entry(name: str) -> str:
    """One public name, with its members when it is a class."""
    value = getattr(reedbed, name)
    if name.startswith("__"):
        return f"## `{name}`\n\nThe version of the installed distribution, as text.\n"
    head = f"## `{signature(name, value)}`\n\n{documented(value)}\n"
    if not isinstance(value, type) or issubclass(value, Exception):
        return head
    return "\n".join([head, *(member(*found) for found in members(value))])


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(entry(name) for name in sorted(reedbed.__all__, key=str.casefold))])
