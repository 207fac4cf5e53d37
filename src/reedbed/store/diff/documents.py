"""Result objects as documents: JSON values of frozen dataclasses, and the few pieces of HTML a notebook shows."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CELL: Final = "padding:2px 10px;border-bottom:1px solid #8884;text-align:left;white-space:pre-wrap"
_BOX: Final = "font:13px/1.5 system-ui,sans-serif;margin:6px 0"
_MUTED: Final = "opacity:.65"

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def document(value: object) -> Json:
    """The value as JSON has it: dataclasses by field, NaN and infinities as strings, everything unknown as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: document(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(name): document(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [document(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def cell_text(value: object) -> str:
    """A value as a report shows it: NULL by its name, text in quotes where it would be mistaken for something else."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    text = str(value)
    return repr(text) if text != text.strip() or text in ("", "NULL") or not text.isprintable() else text


def text_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, indent: str = "  ", width: int = 40
) -> list[str]:
    """Lines of a plain table, columns aligned, cells cut at `width` characters."""
    cut = [[_cut(cell, width) for cell in row] for row in [header, *rows]]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return [
        indent + "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in cut
    ]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def html_box(title: str, parts: Iterable[str]) -> str:
    """A block with a title; `parts` are HTML already."""
    return f'<div style="{_BOX}"><div><b>{escape(title)}</b></div>{"".join(parts)}</div>'


def html_line(text: str) -> str:
    """One muted line of text."""
    return f'<div style="{_MUTED}">{escape(text)}</div>'


def html_table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; every cell is escaped."""
    head = "".join(f'<th style="{_CELL};{_MUTED}">{escape(cell)}</th>' for cell in header)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    title = f'<div style="margin-top:8px">{escape(caption)}</div>' if caption else ""
    table = f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return title + table
