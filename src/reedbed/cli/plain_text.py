"""Pages as plain aligned text: for pipes, files and `--output text`."""

from __future__ import annotations

import unicodedata
from typing import IO, TYPE_CHECKING

from reedbed.cli.pages import Cell, Commands, Facts, Grid, Line, Sheet, cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reedbed.cli.pages import Block

_WIDEST_PADDING = 60
"""A value longer than this pushes its own line out instead of widening the column for all."""


def print_plain(page: Iterable[Block], target: IO[str]) -> None:
    """Write each block, an empty line between blocks of more than one line."""
    previous: Block | None = None
    for block in page:
        if previous is not None and not (isinstance(previous, Line) and isinstance(block, Line)):
            target.write("\n")
        _print_block(block, target)
        previous = block


def _print_block(block: Block, target: IO[str]) -> None:
    match block:
        case Line():
            target.write(block.text + "\n")
        case Facts():
            width = max((_width(label) for label, _ in block.pairs), default=0)
            target.writelines(f"{_padded(label, width)}  {text}".rstrip() + "\n" for label, text in block.pairs)
        case Grid():
            rows = [[cell.text if isinstance(cell, Cell) else cell for cell in row] for row in block.cells]
            right = [header in block.right for header in block.headers]
            _print_aligned(block.headers, rows, _widths(block.headers, rows), right, target)
        case Sheet():
            _print_sheet(block, target)
        case Commands():
            target.write(f"{block.title}:\n")
            width = max((_width(command) for command, _ in block.commands), default=0)
            target.writelines(
                f"  {_padded(command, width)}  {text}".rstrip() + "\n" for command, text in block.commands
            )


def _print_sheet(sheet: Sheet, target: IO[str]) -> None:
    """The widths follow the first batch, so that a long result streams."""
    from reedbed.cli.type_names import is_numeric  # noqa: PLC0415 - pyarrow is loaded with the first result

    headers = [cell_text(column.name) for column in sheet.rows.columns]
    right = [is_numeric(column.type) for column in sheet.rows.columns]
    widths: list[int] | None = None
    for batch in sheet.rows.batches():
        rows = [[cell_text(value) for value in row] for row in batch]
        if widths is None:
            widths = _widths(headers, rows)
            _print_aligned(headers, rows, widths, right, target)
        else:
            target.writelines(_aligned(row, widths, right) for row in rows)
    if widths is None:
        _print_aligned(headers, [], _widths(headers, []), right, target)


def _print_aligned(
    headers: Sequence[str], rows: list[list[str]], widths: list[int], right: list[bool], target: IO[str]
) -> None:
    target.write(_aligned(headers, widths, right))
    target.write("  ".join("-" * width for width in widths) + "\n")
    target.writelines(_aligned(row, widths, right) for row in rows)


def _aligned(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    padded = [_padded(cell, width, right=side) for cell, width, side in zip(cells, widths, right, strict=True)]
    return "  ".join(padded).rstrip() + "\n"


def _widths(headers: Sequence[str], rows: list[list[str]]) -> list[int]:
    columns = zip(*rows, strict=True) if rows else [() for _ in headers]
    return [
        max(_width(header), min(_WIDEST_PADDING, max(map(_width, cells), default=0)))
        for header, cells in zip(headers, columns, strict=True)
    ]


def _padded(text: str, width: int, *, right: bool = False) -> str:
    padding = " " * max(0, width - _width(text))
    return padding + text if right else text + padding


def _width(text: str) -> int:
    """Terminal cells: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
