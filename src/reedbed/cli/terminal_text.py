"""Pages on a terminal: the same blocks with colours and frames, fitted to its width."""

from __future__ import annotations

import sys
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
_TERMINAL_ROWS = 40


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
    table = _table()
    for header in grid.headers:
        table.add_column(Text(header), justify="right" if header in grid.right else "left", overflow="fold")
    for row in grid.cells:
        table.add_row(*(Text(c.text, style=_STYLES[c.tone]) if isinstance(c, Cell) else Text(c) for c in row))
    console.print(table)


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
    shown = _fitting([column.name for column in sheet.rows.columns], texts, console.width)
    console.print(_sheet_table(sheet, texts, shown))
    hidden = len(sheet.rows.columns) - shown
    console.print(Text(_counted(len(rows), more=more, hidden=hidden, hint=sheet.more), style="dim"))


def _sheet_table(sheet: Sheet, texts: list[list[str]], shown: int) -> Table:
    table = _table()
    for column in sheet.rows.columns[:shown]:
        justify: Literal["left", "right"] = "right" if is_numeric(column.type) else "left"
        header = Text.assemble(cell_text(column.name), "\n", (_short_type(column.type), "not bold dim"))
        table.add_column(header, justify=justify, no_wrap=True, overflow="ellipsis")
    for row in texts:
        table.add_row(*(Text(text, style="dim" if text == "NULL" else "") for text in row[:shown]))
    return table


def _short_type(name: str) -> str:
    return name.lower().replace(" with time zone", "tz")


def _fitting(names: Sequence[str], texts: list[list[str]], width: int) -> int:
    """How many columns fit next to one another, each at least readably wide."""
    used = 1
    for position, name in enumerate(names):
        longest = max([len(name), *(len(row[position]) for row in texts)])
        used += min(longest, _NARROWEST_COLUMN) + 3
        if used > width:
            return max(1, position)
    return len(names)


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


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
