"""Operators of numbers, dates and intervals that DuckDB gives another meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.rules import json_operators
from reedbed.sql.postgres.rules.literals import constant_value, failure
from reedbed.sql.postgres.syntax.nodes import (
    Binary,
    Call,
    Case,
    Cast,
    Constant,
    Field,
    Group,
    Name,
    Node,
    Query,
    TypedLiteral,
)

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer

_NOT_ZERO: Final = re.compile(r"0[xXoObB][0_]*[1-9a-fA-F]|[0_.]*[1-9]")


_DIGITS: Final = re.compile(r"\s*[+-]?\d+\s*")
_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*")


def of_texts(renderer: Renderer, node: Binary) -> str | None:
    """An operator between a number and a string without a type, which takes the type of the number."""
    left, right = operand(renderer, node.left, node.right), operand(renderer, node.right, node.left)
    if left is None and right is None:
        return None
    return f"{left or renderer.text(node.left)} {node.operator} {right or renderer.text(node.right)}"


def operand(renderer: Renderer, node: Node, beside: Node) -> str | None:
    """A string as the number that it is beside a number; None for everything else."""
    if not (isinstance(node, Constant) and node.kind == "string"):
        return None
    if not (isinstance(beside, Constant) and beside.kind == "number"):
        return None
    value = constant_value(renderer.source(node))
    if value is None:
        return None
    is_integer = renderer.source(beside).isdigit()
    if not (_DIGITS if is_integer else _NUMBER).fullmatch(value):
        kind = "integer" if is_integer else "numeric"
        return failure(
            "22P02", f'invalid input syntax for type {kind}: "{value}"', "INTEGER" if is_integer else "DOUBLE"
        )
    return f"({value.strip()})"


def divided(renderer: Renderer, node: Binary) -> str | None:
    """`/` and `%`, which fail when they divide by zero."""
    left = operand(renderer, node.left, node.right) or renderer.text(node.left)
    right = operand(renderer, node.right, node.left) or renderer.text(node.right)
    if is_interval(node.left) and node.operator == "/":
        return f"({left} * (1.0 / {renderer.call('nonzero', right)}))"
    if (
        isinstance(node.right, Constant)
        and node.right.kind == "number"
        and _NOT_ZERO.match(renderer.source(node.right))
    ):
        return f"{left} {node.operator} {right}" if isinstance(node.left, Constant) else None
    if _is_twice_as_long(node.left):
        return f"{left} {node.operator} {renderer.call('nonzero', right)}"
    # NULL divided by zero is NULL, as in a sum by a count of no rows.
    return f"{left} {node.operator} {renderer.call('divisor', left, right)}"


def _is_twice_as_long(node: Node) -> bool:
    """Whether writing a dividend a second time costs much: a query, or one more division, and so on down the chain."""
    if isinstance(node, Query) or (isinstance(node, Binary) and node.operator in {"/", "%"}):
        return True
    return any(_is_twice_as_long(child) for child in node.children)


def is_interval(node: Node) -> bool:
    """Whether a value is an interval by its form."""
    return (isinstance(node, TypedLiteral) and node.type.name == "interval") or (
        isinstance(node, Cast) and node.type.name == "interval"
    )


def minus(renderer: Renderer, node: Binary) -> str | None:
    """`-`: of dates and times, and of documents."""
    if _is_of(node.left, "date") and _is_of(node.right, "date"):
        return f"CAST({renderer.text(node.left)} - {renderer.text(node.right)} AS INTEGER)"
    if _is_of(node.left, "time") and _is_of(node.right, "time"):
        return f"to_microseconds(epoch_us({renderer.text(node.left)}) - epoch_us({renderer.text(node.right)}))"
    of_documents = of_texts(renderer, node) or json_operators.minus(renderer, node)
    if of_documents is not None or not (_may_be_date(node.left) and _may_be_date(node.right)):
        return of_documents
    return renderer.call("minus", renderer.text(node.left), renderer.text(node.right))


_DATED: Final = frozenset(
    """
    max min coalesce nullif least greatest lag lead first_value last_value nth_value any_value make_date to_date date
    """.split()  # noqa: SIM905 - words are read as words
)
"""Functions that may return dates."""


def _may_be_date(node: Node) -> bool:
    """Whether a value may be a date by its form: how many days are between two of them is an integer."""
    if isinstance(node, Group) and len(node.items) == 1:
        return _may_be_date(node.items[0])
    if isinstance(node, Call):
        return node.parts[-1] in _DATED
    return isinstance(node, (Name, Field, Case)) or _is_of(node, "date")


def _is_of(node: Node, kind: str) -> bool:
    """Whether a value has a type by its form."""
    if isinstance(node, Name):
        return node.parts == (f"current_{kind}",)
    return isinstance(node, (Cast, TypedLiteral)) and node.type.name == kind and not node.type.dimensions


def power(renderer: Renderer, node: Binary) -> str | None:
    """`^`."""
    return f"power({renderer.text(node.left)}, {renderer.text(node.right)})"


def _of_dates(renderer: Renderer, node: Binary) -> str | None:
    """AT TIME ZONE of a date, which is an instant of the session's zone first."""
    if not isinstance(node.left, (Name, Field, Call, Case)) and not _is_of(node.left, "date"):
        return None
    if isinstance(node.left, Call) and node.left.parts[-1] not in _DATED:
        return None
    left = renderer.call("instant", renderer.text(node.left))
    return f"({left} AT TIME ZONE {renderer.text(node.right)})"


def zone(renderer: Renderer, node: Binary) -> str | None:
    """AT TIME ZONE with an interval for the zone."""
    if not is_interval(node.right):
        return _of_dates(renderer, node)
    left, right = renderer.text(node.left), renderer.text(node.right)
    kind = node.left.type.name if isinstance(node.left, (Cast, TypedLiteral)) else ""
    if kind == "timestamptz":
        return f"(({left} AT TIME ZONE 'UTC') + {right})"
    if kind == "timestamp":
        return f"(({left} - {right}) AT TIME ZONE 'UTC')"
    raise SqlNotSupported("AT TIME ZONE with an interval is not supported", construct="AT TIME ZONE interval")
