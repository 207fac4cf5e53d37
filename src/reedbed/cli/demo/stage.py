"""Where the demo shows what it does: on the screen step by step, or collected for the one JSON document."""

from __future__ import annotations

import sys
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed.cli.pages import Commands, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reedbed.cli.answers import Answer, ExitCode
    from reedbed.cli.pages import Block
    from reedbed.cli.session import Session

_INDENT = " " * 4
"""Commands stand below the words of their heading, beside its number."""


class Stage:
    """The steps of one demo, in order; `document` has what each of them found, by its name."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._silent = session.format == "json"
        self._steps = 0
        self.document: dict[str, object] = {}

    @contextmanager
    def step(self, name: str, heading: str) -> Iterator[dict[str, object]]:
        """One step: its heading now, and what it found in the dictionary."""
        self._steps += 1
        self.show([line(f"{self._steps:>2}  {heading}", "title")])
        found: dict[str, object] = {}
        began = time.monotonic()
        yield found
        self.document[name] = {**found, "seconds": round(time.monotonic() - began, 3)}

    def command(self, words: str, run: Callable[[], Answer]) -> tuple[dict[str, object], ExitCode]:
        """Run a command and show what whoever types it sees; its advice is left to the demo's end."""
        self.said(f"$ reedbed {words}")
        answer = run()
        if self._silent:
            return _document(answer), answer.exit_code
        self.show([block for block in answer.page if not isinstance(block, Commands)], air=False)
        return dict(answer.document), answer.exit_code

    def said(self, text: str) -> None:
        """What someone could have typed."""
        self.show([line(textwrap.indent(text, _INDENT), "quiet")])

    def show(self, page: Sequence[Block], *, air: bool = True) -> None:
        """Blocks on the screen, at once, below an empty line."""
        if self._silent:
            return
        if air:
            sys.stdout.write("\n")
        self._session.show(page)


def _document(answer: Answer) -> dict[str, object]:
    """The document of an answer with its rows, which are few in the demo."""
    if answer.rows is None:
        return dict(answer.document)
    rows = [row for batch in answer.rows.batches() for row in batch]
    columns = [{"name": column.name, "type": column.type} for column in answer.rows.columns]
    return {**answer.document, "columns": columns, "rows": rows, "row_count": len(rows)}
