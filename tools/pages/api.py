"""The reference of public names, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re

import reedbed

EMPTY = inspect.Parameter.empty
WIDTH = 110
SECTIONS = {"Args:": "Arguments", "Raises:": "Raises", "Returns:": "Returns", "Attributes:": "Attributes"}
INTRODUCTION = """\
# Python

The public names, importable from `reedbed`; the storage manager's are in `reedbed.storage` too, and the
[errors](errors.md) in `reedbed.errors`. Whatever is not on this page may change without notice.
"""


class Bare(str):
    """An annotation that shows as it was written, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def call(name: str, value: object) -> str:
    """A fenced line with the call as it is written, or nothing when it takes no arguments that could be shown."""
    if not callable(value):
        return ""
    try:
        found = inspect.signature(value)
    except ValueError:
        return ""
    parameters = [
        parameter.replace(annotation=Bare(parameter.annotation) if isinstance(parameter.annotation, str) else EMPTY)
        for parameter in found.parameters.values()
        if parameter.name not in {"self", "cls"}
    ]
    shows_result = not isinstance(value, type) and isinstance(found.return_annotation, str)
    result = Bare(found.return_annotation) if shows_result else EMPTY
    text = name + str(found.replace(parameters=parameters, return_annotation=result))
    return f"```text\n{folded(text)}\n```\n\n"


def folded(text: str) -> str:
    """A call on one line when it fits, else one argument per line."""
    if len(text) <= WIDTH:
        return text
    opening, _, rest = text.partition("(")
    inner, _, result = rest.rpartition(")")
    arguments = re.sub(r", (?=[\w*]+(?:[:,]|$))", ",\n    ", inner)
    return f"{opening}(\n    {arguments},\n){result}"


def documented(value: object) -> str:
    """The docstring, its sections of arguments and errors as lists."""
    lines: list[str] = []
    section = False
    for line in (inspect.getdoc(value) or "").splitlines():
        if line in SECTIONS:
            section = True
            lines += [f"{SECTIONS[line]}:", ""]
        elif section and re.match(r"    \w", line):
            name, colon, text = line.strip().partition(": ")
            lines.append(f"- `{name}`: {text}" if colon else f"- {line.strip()}")
        elif section and line.startswith("     "):
            lines.append(f"  {line.strip()}")
        else:
            section = section and not line.strip()
            lines.append(line)
    return "\n".join(lines).strip()


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
    called = value.__func__ if isinstance(value, classmethod | staticmethod) else value
    shown = "" if isinstance(value, property) else call(name, called)
    return f"### `{name}`\n\n{shown}{documented(value)}\n"


def entry(name: str) -> str:
    """One public name, with its members when it is a class."""
    value = getattr(reedbed, name)
    if name.startswith("__"):
        return f"## `{name}`\n\nThe version of the installed distribution, as text.\n"
    head = f"## `{name}`\n\n{call(name, value)}{documented(value)}\n"
    if not isinstance(value, type) or issubclass(value, Exception):
        return head
    return "\n".join([head, *(member(*found) for found in members(value))])


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(entry(name) for name in sorted(reedbed.__all__, key=str.casefold))])
