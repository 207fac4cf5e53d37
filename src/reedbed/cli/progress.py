"""A bar on a terminal, for commands that know how far they are."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.cli.session import Session


class Advance(Protocol):
    """Moves a bar."""

    def __call__(self, done: int, total: int, text: str, /) -> None:
        """So much of a total is done, and `text` is what is worked on."""
        ...


@contextmanager
def bar(session: Session) -> Iterator[Advance | None]:
    """A bar that goes when the block ends; None where nobody watches, or wants to."""
    if session.options.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars  # noqa: PLC0415 - rich is for terminals
    from rich.console import Console  # noqa: PLC0415 - as above

    columns = (
        bars.BarColumn(bar_width=24),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
        bars.TextColumn("{task.description}"),
    )
    console = Console(stderr=True, no_color=not session.colours())
    with bars.Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=None)

        def advance(done: int, total: int, text: str) -> None:
            shown.update(task, total=total, completed=done, description=text)

        yield advance
