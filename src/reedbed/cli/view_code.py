"""The views of a workspace on the command line: its view code, loaded for as long as a command needs it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed.cli.pages import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.cli.pages import Block
    from reedbed.cli.session import Session
    from reedbed.store.views.registry import ViewRegistry


@contextmanager
def workspace_views(session: Session) -> Iterator[ViewRegistry]:
    """The workspace's registered views; its folder is importable within the block.

    Raises `ViewCodeInvalid` with file and line.
    """
    from reedbed.store.views.loading import load_views  # noqa: PLC0415 - DuckDB is loaded when needed

    workspace = session.workspace()
    with load_views(workspace.folder, workspace.settings.views) as code:
        yield code.registry


def no_views() -> list[Block]:
    """What is said where there are no views."""
    return empty(
        "No views are registered.",
        ("${EDITOR:-vi} views/daily.sql", "one SELECT is a view named like its file"),
        ("${EDITOR:-vi} views.py", "views = ViewRegistry(), then @views.register(…)"),
        ("reedbed demo", "see a workspace with views"),
    )
