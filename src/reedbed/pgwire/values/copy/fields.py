"""csv read row by row, by PostgreSQL's rules: quotes anywhere in a value, escapes within quotes only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reedbed.errors import CopyMalformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgwire.values.copy.options import CopyOptions


def csv_columns(
    text: str, options: CopyOptions, names: Sequence[str], marks: Sequence[list[bool]] = ()
) -> tuple[list[list[str | None]], tuple[int, int] | None]:
    """The values of each column, and line and count of the first row with another number of them.

    With the option DEFAULT, `marks` takes for each column whether its default is meant; the value is None then.
    """
    not_null = options.names(options.force_not_null, tuple(names))
    null_too = options.names(options.force_null, tuple(names))
    columns: list[list[str | None]] = [[] for _ in names]
    for line, row in enumerate(_rows(text, options)):
        if len(row) != len(names):
            return columns, (line, len(row))
        for place, (name, column, (value, quoted)) in enumerate(zip(names, columns, row, strict=True)):
            matches = value == options.null
            is_null = matches and (name in null_too if quoted else name not in not_null)
            is_default = not quoted and value == options.default
            column.append(None if is_null or is_default else value)
            if marks:
                marks[place].append(is_default)
    return columns, None


def _rows(text: str, options: CopyOptions) -> Iterator[list[tuple[str, bool]]]:
    """Each row as values with whether they were quoted."""
    delimiter, quote, escape = (re.escape(each) for each in (options.delimiter, options.quote, options.escape))
    plain = re.compile(rf"[^{delimiter}{quote}\r\n]+")
    inside = re.compile(
        rf"(?:[^{quote}{escape}]|{escape}{quote}|{escape}{escape}|{escape}(?!{quote}))*{quote}", re.DOTALL
    )
    if options.escape == options.quote:
        inside = re.compile(rf"(?:[^{quote}]|{quote}{quote})*{quote}(?!{quote})", re.DOTALL)
    row: list[tuple[str, bool]] = []
    pieces: list[str] = []
    quoted = False
    position = 0
    while position < len(text):
        character = text[position]
        if character == options.delimiter or character in "\r\n":
            row.append(("".join(pieces), quoted))
            pieces, quoted = [], False
            position += 1
            if character != options.delimiter:
                position += text[position - 1 : position + 1] == "\r\n"
                yield row
                row = []
            continue
        if character == options.quote:
            found = inside.match(text, position + 1)
            if found is None:
                raise CopyMalformed("unterminated CSV quoted field")
            quoted = True
            pieces.append(_unescaped(found[0][:-1], options))
        else:
            found = plain.match(text, position)
            assert found is not None  # noqa: S101 - all other characters were looked at above
            pieces.append(found[0])
        position = found.end()


def _unescaped(value: str, options: CopyOptions) -> str:
    if options.escape == options.quote:
        return value.replace(options.quote * 2, options.quote)
    pattern = f"{re.escape(options.escape)}([{re.escape(options.quote)}{re.escape(options.escape)}])"
    return re.sub(pattern, r"\1", value)
