"""The formats of COPY, both ways: text, csv and binary, between Arrow batches and the bytes of CopyData messages.

The names are imported from their modules when they are first used: the thread that opens a door imports this package
beside others that import modules of it, and Python lets two threads fail each other where a package imports its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgwire.values.copy.decoding import CopyDecoder
    from reedbed.pgwire.values.copy.encoding import CopyEncoder
    from reedbed.pgwire.values.copy.options import CopyOptions
else:
    from importlib import import_module

    _MODULES = {
        "CopyDecoder": "decoding",
        "CopyEncoder": "encoding",
        "CopyOptions": "options",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "CopyDecoder",
    "CopyEncoder",
    "CopyOptions",
]
