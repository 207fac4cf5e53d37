"""Pages on a terminal: the same blocks with colours and frames, fitted to its width."""

from __future__ import annotations

import sys
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reedbed.cli.pages import Cell, Commands, Facts, Grid, Line, Sheet, cell_text
from reedbed.cli.type_names import is_numeric

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reedbed.cli.pages import Block, Tone

_STYLES: dict[Tone, str] = {
    "": "",
    "good": "green",
    "bad": "bold red",
    "warning": "yellow",
    "quiet": "dim",
    "title": "bold",
}

_NARROWEST_COLUMN = 10
_LONGEST_WORD = 25
"""A moment; a longer word is a URL or a path, which may be folded."""
_GAP, _NARROW_GAP = 3, 2
"""Between the columns of a grid; the narrow one where the other does not fit."""
_TERMINAL_ROWS = 40
_MOMENTS = ("TIMESTAMP", "DATE", "TIME")


def console_for(*, colours: bool) -> Console:
    """A console on stdout."""
    return Console(file=sys.stdout, no_color=not colours, highlight=False)


def print_dressed(page: Iterable[Block], console: Console) -> None:
    """Show each block, an empty line between blocks of more than one line."""
    previous: Block | None = None
    for block in page:
        if previous is not None and not (isinstance(previous, Line) and isinstance(block, Line)):
            console.print()
        _print_block(block, console)
        previous = block


def _print_block(block: Block, console: Console) -> None:
    match block:
        case Line():
            # The terminal wraps what is too long; rich would break drawings and tables that came as text.
            console.print(Text(block.text, style=_STYLES[block.tone]), soft_wrap=True)
        case Facts():
            _print_facts(block, console)
        case Grid():
            _print_grid(block, console)
        case Sheet():
            _print_sheet(block, console)
        case Commands():
            _print_commands(block, console)


def _print_facts(facts: Facts, console: Console) -> None:
    width = max((cell_len(label) for label, _ in facts.pairs), default=0)
    for label, text in facts.pairs:
        shown = Text(label + " " * (width - cell_len(label) + 2), style="dim")
        if text.isprintable() and " " not in text:
            # A URL or a path is copied: the terminal may wrap it, a line end of ours would break it.
            console.print(shown + Text(text, style="not dim"), soft_wrap=True)
            continue
        table = Table.grid()
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row(shown, Text(text))
        console.print(table)


def _print_grid(grid: Grid, console: Console) -> None:
    rows = [
        [Text(c.text, style=_STYLES[c.tone]) if isinstance(c, Cell) else Text(c) for c in row] for row in grid.cells
    ]
    columns = [[header, *map(str, texts)] for header, *texts in zip(grid.headers, *rows, strict=True)]
    table, gap = _table([_widest(texts) for texts in columns], console.width)
    gaps = gap * (len(columns) - 1)
    widths = _widths(columns, [header in grid.right for header in grid.headers], console.width - gaps)
    for header, width in zip(grid.headers, widths, strict=True):
        justify: Literal["left", "right"] = "right" if header in grid.right else "left"
        table.add_column(Text(header), justify=justify, width=width, overflow="fold")
    for row in rows:
        table.add_row(*row)
    # The terminal wraps what is wider than it.
    table.width = sum(widths) + gaps
    console.print(table, crop=False)


def _widths(columns: Sequence[Sequence[str]], numbers: Sequence[bool], room: int) -> list[int]:
    """How wide columns are in `room`, or in more where it is too narrow for them.

    A number that goes on in the next line is another number, so that texts give way: first between their words, and
    then within them.
    """
    wanted = [_widest(texts) for texts in columns]
    words = [min(_LONGEST_WORD, _widest([word for text in texts for word in text.split()])) for texts in columns]
    narrow = [min(_NARROWEST_COLUMN, word) for word in words]
    found = wanted
    for least in (words, narrow):
        found = [want if is_number else few for want, is_number, few in zip(wanted, numbers, least, strict=True)]
        if sum(found) <= room:
            break
    return _given(found, wanted, room)


def _given(least: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """The widths with what is left of `room`, given to those first that lack least."""
    found = list(least)
    for position in sorted(range(len(found)), key=lambda each: wanted[each] - found[each]):
        found[position] = max(found[position], min(wanted[position], found[position] + room - sum(found)))
    return found


def _widest(texts: Sequence[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _print_sheet(sheet: Sheet, console: Console) -> None:
    limit = _TERMINAL_ROWS if sheet.limit is None else sheet.limit
    rows, more = (
        sheet.rows.first(limit)
        if limit
        else (
            [row for batch in sheet.rows.batches() for row in batch],
            False,
        )
    )
    texts = [[cell_text(value) for value in row] for row in rows]
    shown = _sheet_table(sheet, texts, console.width)
    console.print(shown)
    hidden = len(sheet.rows.columns) - len(shown.columns)
    console.print(Text(_counted(len(rows), more=more, hidden=hidden, hint=sheet.more), style="dim"))


def _sheet_table(sheet: Sheet, texts: list[list[str]], room: int) -> Table:
    """As many columns as there is room for; numbers and moments are shown whole, since part of one is another."""
    columns = sheet.rows.columns
    heads = [_widest([cell_text(column.name), _short_type(column.type)]) for column in columns]
    cells = [_widest([row[position] for row in texts]) for position in range(len(columns))]
    wanted = [max(pair) for pair in zip(heads, cells, strict=True)]
    least = [min(_NARROWEST_COLUMN, width) for width in wanted]
    for position, column in enumerate(columns):
        if is_numeric(column.type) or column.type.startswith(_MOMENTS):
            least[position] = min(room, max(cells[position], min(_NARROWEST_COLUMN, heads[position])))
    table, gap = _table(wanted, room)
    ends = list(accumulate(width + gap for width in least))
    shown = max(1, sum(end - gap <= room for end in ends))
    widths = _given(least[:shown], wanted[:shown], room - gap * (shown - 1))
    for column, width in zip(columns[:shown], widths, strict=True):
        justify: Literal["left", "right"] = "right" if is_numeric(column.type) else "left"
        header = Text.assemble(cell_text(column.name), "\n", (_short_type(column.type), "not bold dim"))
        table.add_column(header, justify=justify, width=width, no_wrap=True, overflow="ellipsis")
    for row in texts:
        table.add_row(*(Text(text, style="dim" if text == "NULL" else "") for text in row[:shown]))
    return table


def _short_type(name: str) -> str:
    return name.lower().replace(" with time zone", "tz")


def _counted(count: int, *, more: bool, hidden: int, hint: str) -> str:
    rows = f"first {count:,} rows; {hint or '--limit 0 shows all'}" if more else f"{count:,} row{'s' * (count != 1)}"
    if not hidden:
        return rows
    return f"{rows}; {hidden} more column{'s' * (hidden != 1)} to the right, --output text shows all"


def _print_commands(commands: Commands, console: Console) -> None:
    """A command is pasted, so it is never cut; what it does gets a line of its own where both do not fit."""
    console.print(Text(commands.title, style="bold"))
    widest = max((cell_len(command) for command, _ in commands.commands), default=0)
    beside = 4 + widest + max((cell_len(text) for _, text in commands.commands), default=0) <= console.width
    for command, text in commands.commands:
        gap = " " * (widest - cell_len(command) + 2) if beside else "\n    "
        shown = Text.assemble("  ", (command, "cyan"), gap if text else "", (text, "dim"))
        console.print(shown, soft_wrap=True)


def _table(widths: Sequence[int], room: int) -> tuple[Table, int]:
    """A table for columns that want to be so wide, and what it leaves between two of them."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    if sum(widths) + _GAP * (len(widths) - 1) <= room:
        return table, _GAP
    table.padding = (0, 1, 0, 0)
    return table, _NARROW_GAP
