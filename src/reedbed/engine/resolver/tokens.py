"""A statement's words, by DuckDB's own scanner: what it takes for an identifier is what its parser takes for one.

But for Unicode spaces: DuckDB turns those outside of quotes into plain ones before it parses, and it is wrong about
what is quoted behind a comment with an apostrophe or an escape string. `has_loose_spaces` finds texts that hold one
outside of quotes, and nothing can be said about those.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final, NamedTuple

import duckdb

_SPACES: Final = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")
"""What DuckDB 1.5.5 takes for a space besides ASCII's; a test tries every character of the basic plane."""

_QUOTED: Final = re.compile(rb'"((?:[^"]|"")*)"?')
_PLAIN: Final = re.compile(rb"[A-Za-z_\x80-\xff][\w$\x80-\xff]*")
_STRING: Final = re.compile(rb"'((?:[^']|'')*)'")
_SYMBOLS: Final = frozenset(b"(;")
_QUOTE: Final = ord('"')
_APOSTROPHE: Final = ord("'")
_COLON: Final = ord(":")


class Kind(IntEnum):
    """What a token is."""

    NAME = 0
    KEYWORD = 1
    STRING = 2
    SYMBOL = 3
    OTHER = 4


class Token(NamedTuple):
    """One token.

    `text` of an identifier or keyword is its name, its ASCII letters in lower case, as DuckDB compares names; that of
    a string is its value, or None when it is written in another way than between single quotes. Operators and numbers
    have none.
    """

    kind: Kind
    text: str | None
    start: int
    quoted: bool = False


_SHARED: Final = {
    **{symbol: Token(Kind.SYMBOL, chr(symbol), -1) for symbol in b"),.[]{}:="},
    **{digit: Token(Kind.OTHER, None, -1) for digit in b"0123456789"},
}
"""Tokens with which no statement begins or ends: nobody asks where they stand, so one object is all of them."""

_CAST: Final = Token(Kind.SYMBOL, "::", -1)


def plain_spaces(sql: str) -> str:
    """`sql` with Unicode spaces replaced by as many plain ones as they have bytes."""
    return sql if sql.isascii() else _SPACES.sub(lambda found: " " * len(found[0].encode()), sql)


def has_odd_spaces(text: str) -> bool:
    """Whether a name holds one of the characters that DuckDB may or may not turn into a plain space."""
    return not text.isascii() and _SPACES.search(text) is not None


def has_loose_spaces(sql: str) -> bool:
    """Whether a Unicode space stands outside of quotes and comments, where a plain one in its place changes words."""
    if not has_odd_spaces(sql):
        return False
    text = plain_spaces(sql)
    source, plain = sql.encode(), text.encode()
    scanned = duckdb.tokenize(sql)
    if scanned != duckdb.tokenize(text):
        return True
    words = (start for start, kind in scanned if kind in (duckdb.token_type.identifier, _KEYWORD))
    return any(_length(source, start) != _length(plain, start) for start in words)


def _length(source: bytes, start: int) -> int:
    word = _PLAIN.match(source, start)
    return 0 if word is None else word.end() - start


def tokens_of(sql: str) -> list[Token]:
    """The tokens of `sql` without comments; positions count bytes."""
    text = plain_spaces(sql)
    plain = text.encode()
    source = plain if text is sql else sql.encode()
    scanned = duckdb.tokenize(text)
    ends = [*[start for start, _ in scanned], len(plain)][1:]
    found: list[Token] = []
    # One loop without calls for what bulk inserts consist of: to compare DuckDB's kinds costs more than the rest.
    for (start, kind), end in zip(scanned, ends, strict=True):
        first = plain[start]
        if first in _SHARED:
            found.append(_CAST if first == _COLON and plain[start + 1 : start + 2] == b":" else _SHARED[first])
        elif first in _SYMBOLS:
            found.append(Token(Kind.SYMBOL, chr(first), start))
        elif first == _APOSTROPHE:
            found.append(Token(Kind.STRING, _string(source[start:end]), start))
        elif kind != _COMMENT:
            found.append(_word(source, plain, start, kind))
    return found


def folded(name: str) -> str:
    """A name as DuckDB compares it: the ASCII letters in lower case, and no others."""
    return name.encode(errors="surrogatepass").lower().decode(errors="surrogatepass")


_KEYWORD: Final = duckdb.token_type.keyword
_STRING_CONST: Final = duckdb.token_type.string_const
_COMMENT: Final = duckdb.token_type.comment


def _word(source: bytes, plain: bytes, start: int, kind: object) -> Token:
    """A name, a keyword, a string in another spelling, or an operator."""
    if kind == _STRING_CONST:
        return Token(Kind.STRING, None, start)
    if plain[start] == _QUOTE:
        match = _QUOTED.match(source, start)
        name = match[1].replace(b'""', b'"') if match else b""
        return Token(Kind.NAME, name.lower().decode(errors="replace"), start, quoted=True)
    match = _PLAIN.match(plain, start)
    if match is None:
        return Token(Kind.OTHER, None, start)
    return Token(Kind.KEYWORD if kind == _KEYWORD else Kind.NAME, match[0].lower().decode(errors="replace"), start)


def _string(spelling: bytes) -> str | None:
    """The value of a string; `spelling` reaches to the next token, and so shows a string that goes on in a new line."""
    match = _STRING.match(spelling)
    if match is None or b"'" in spelling[match.end() :]:
        return None
    return match[1].replace(b"''", b"'").decode(errors="replace")
