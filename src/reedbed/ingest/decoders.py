"""Decoders of an application's own: functions that turn a kept page into Arrow batches, whatever its format.

In Python a source is declared with the function. A file of sources names it, `module:function`, and only of modules
that the workspace's owner lists in the setting `decoders`: who may write down where data come from need not be somebody
who may have code run.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Final, Protocol, Self

from reedbed.errors import SourceInvalid
from reedbed.store.views.modules import WorkspaceModules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

    from reedbed.ingest.pages import Page

_NAME: Final = re.compile(r"(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*):(?P<function>[^\W\d]\w*)")


class Decoder(Protocol):
    """Turns a kept page into batches of one schema, in the order of the page's records.

    `page.open()` yields the content as it is unpacked. It is called on several threads, once for each page, and may
    hold what it yields and no more. What it raises is told as the reason why the page is invalid.
    """

    def __call__(self, page: Page, /) -> Iterable[pa.RecordBatch]:
        """The records of a page; the names of the columns are what `path` of a declared column refers to."""
        ...


def decoder_name(decoder: Decoder) -> str:
    """A decoder as it is declared in a file: module:function."""
    name = getattr(decoder, "__qualname__", type(decoder).__qualname__)
    return f"{decoder.__module__}:{name}"


class DecoderModules:
    """The modules whose functions the sources of a workspace may name; its folder is importable until `close`."""

    def __init__(self, root: Path, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)
        self._modules = WorkspaceModules(root.resolve()) if self._allowed else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the folder off the import path; again is harmless."""
        if self._modules is not None:
            self._modules.close()

    def find(self, name: str) -> Decoder:
        """The decoder of this name.

        Raises `SourceInvalid` when it is no such name, its module is not allowed or cannot be imported, or when the
        function is not one that the module itself defines.
        """
        match = _NAME.fullmatch(name)
        if match is None:
            raise SourceInvalid(f"The decoder {name!r} is not written as module:function.", hint="decoder: fmi:decode")
        module = match["module"]
        if self._modules is None or module not in self._allowed:
            raise SourceInvalid(
                f"The decoder {name!r} is in a module that workspace.yaml does not allow to be run.",
                hint=f"reedbed: {{decoders: [{module}]}}",
                module=module,
            )
        try:
            with self._modules.active():
                found = getattr(importlib.import_module(module), match["function"], None)
        except (Exception, SystemExit) as error:
            raise SourceInvalid(
                f"The module {module!r} of the decoder {name!r} cannot be imported: {type(error).__name__}: {error}",
                hint=f"python -c 'import {module}'",
                module=module,
            ) from error
        # What a module imported from elsewhere was not written to be a decoder.
        if not callable(found) or getattr(found, "__module__", None) != module:
            raise SourceInvalid(f"The module {module!r} defines no function {match['function']!r}.", module=module)
        decoder: Decoder = found
        return decoder
