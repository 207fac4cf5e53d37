"""The formats of COPY, both ways: text, csv and binary, between Arrow batches and the bytes of CopyData messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgwire.values.copy.decoding import CopyDecoder
    from reedbed.pgwire.values.copy.encoding import CopyEncoder
    from reedbed.pgwire.values.copy.options import CopyOptions
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(
        __name__,
        {
            "CopyDecoder": "decoding",
            "CopyEncoder": "encoding",
            "CopyOptions": "options",
        },
    )


__all__ = [
    "CopyDecoder",
    "CopyEncoder",
    "CopyOptions",
]
