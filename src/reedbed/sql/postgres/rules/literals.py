"""String constants and bytes: what they stand for, and how DuckDB writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal
from reedbed.sql.postgres.lexing import string_value
from reedbed.sql.postgres.syntax.nodes import Constant

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.nodes import Node

_NOT_HEXADECIMAL: Final = re.compile(r"[^0-9a-fA-F]")
_OCTAL: Final = re.compile(r"\\[0-3][0-7]{2}")
_ESCAPED: Final = re.compile(r"\\(?:[0-3][0-7]{2}|\\)")


def constant_value(written: str) -> str | None:
    """What a string constant stands for; `None` for bit strings, and for strings in several parts."""
    if written[0] in "bBxX" or not written.endswith(("'", "$")):
        return None
    if "\n" in written and re.search(r"'\s*\n\s*'", written):
        return None
    return string_value(written)


def string_constant(renderer: Renderer, node: Node | None) -> str | None:
    """What a node that is a string constant stands for; `None` for all others."""
    return constant_value(renderer.source(node)) if isinstance(node, Constant) and node.kind == "string" else None


def failure(sqlstate: str, message: str, kind: str) -> str:
    """An expression of a type that fails when it is computed, with PostgreSQL's state and message."""
    return f"CAST(error({literal(f'{sqlstate}: {message}')}) AS {kind})"


def bytes_literal(text: str) -> str:
    """A text of bytes, in PostgreSQL's hexadecimal or its older form, as DuckDB's bytes."""
    if not text.startswith("\\x"):
        if "\\" in _ESCAPED.sub("", text):
            return failure("22P02", "invalid input syntax for type bytea", "BLOB")
        return f"CAST({literal(_escaped_bytes(text))} AS BLOB)"
    digits = "".join(text[2:].split())
    wrong = _NOT_HEXADECIMAL.search(digits)
    if wrong is not None:
        return failure("22023", f'invalid hexadecimal digit: "{wrong[0]}"', "BLOB")
    if len(digits) % 2:
        return failure("22023", "invalid hexadecimal data: odd number of digits", "BLOB")
    pairs = "".join(f"\\x{digits[place : place + 2]}" for place in range(0, len(digits), 2))
    return f"CAST('{pairs}' AS BLOB)"


def _escaped_bytes(value: str) -> str:
    r"""PostgreSQL's escape form of bytes as DuckDB's: `\000` and `\\` become `\x00` and `\x5C`."""
    pieces: list[str] = []
    place = 0
    while place < len(value):
        if _OCTAL.match(value, place):
            pieces.append(f"\\x{int(value[place + 1 : place + 4], 8):02X}")
            place += 4
        elif value[place] == "\\":
            pieces.append("\\x5C")
            place += 2
        else:
            pieces.extend(f"\\x{byte:02X}" if byte > 126 or byte < 32 else chr(byte) for byte in value[place].encode())  # noqa: PLR2004 - printable ASCII
            place += 1
    return "".join(pieces)
