"""The formats of COPY, both ways: text, csv and binary, between Arrow batches and the bytes of CopyData messages."""

from reedbed.pgwire.values.copy.decoding import CopyDecoder
from reedbed.pgwire.values.copy.encoding import CopyEncoder
from reedbed.pgwire.values.copy.options import CopyOptions

__all__ = ["CopyDecoder", "CopyEncoder", "CopyOptions"]
