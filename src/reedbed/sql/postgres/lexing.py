"""PostgreSQL's tokens: where strings, names, comments and operators begin and end.

Nothing else reads SQL character by character. The rules are those of PostgreSQL's manual, section 4.1 (lexical
structure), with `standard_conforming_strings` on. What PostgreSQL has no token for, but DuckDB does (`{`, `}`, `?`),
is a symbol of its own, so that DuckDB's SQL can be read too.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import SqlSyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted name"
    STRING = "string"
    NUMBER = "number"
    PARAMETER = "parameter"
    SYMBOL = "symbol"


NAMES: Final = (TokenKind.WORD, TokenKind.QUOTED)
"""Tokens by which something may be called."""


class Token(NamedTuple):
    """One token: its kind, its text as written, and its place in the source as character offsets.

    A named tuple: a frozen dataclass costs three times as much to make, and a statement may have thousands of tokens.
    """

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        """The text as PostgreSQL folds words that are not quoted."""
        return self.text.lower()


_TOKEN: Final = re.compile(
    r"""
      (?P<space> [ \t\r\n\f\v]+ | --[^\r\n]* )
    | (?P<comment> /\* )
    | (?P<escaped> [eE]'(?:[^'\\]|\\.|'')*' )
    | (?P<string> (?:[bBxXnN]|[uU]&)?'(?:[^']|'')*' )
    | (?P<quoted> (?:[uU]&)?"(?:[^"]|"")+" )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<number> 0[xX](?:_?[0-9a-fA-F])+ | 0[oO](?:_?[0-7])+ | 0[bB](?:_?[01])+
                | (?:\d(?:_?\d)*(?:\.(?!\.)(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d+)? )
    | (?P<parameter> \$\d+ )
    | (?P<dollar> \$(?P<tag>(?:[^\W\d]\w*)?)\$ )
    | (?P<symbol> :: | := | \.\. | => | [()\[\],;.:{}] | [-+*/<>=~!@\#%^&|`?]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
# An operator ends where a comment begins, and `+` or `-` ends one only beside the characters that PostgreSQL lists.
_OPERATOR_CUT: Final = re.compile(r"--|/\*")
_KEEPS_SIGN: Final = frozenset("~!@#%^&|`?")

_KINDS: Final = {
    "escaped": TokenKind.STRING,
    "string": TokenKind.STRING,
    "quoted": TokenKind.QUOTED,
    "word": TokenKind.WORD,
    "number": TokenKind.NUMBER,
    "parameter": TokenKind.PARAMETER,
}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order, without white space and comments.

    Raises `SqlSyntaxError` for a string, a quoted name or a comment that does not end.
    """
    place, length = 0, len(text)
    match = _TOKEN.match
    while place < length:
        found = match(text, place)
        if found is None:  # pragma: no cover - the last alternative takes any character
            return
        group = found.lastgroup or "symbol"
        if group == "space":
            place = found.end()
        elif group == "comment":
            place = _comment_end(text, place)
        elif group in _KINDS:
            yield Token(_KINDS[group], found[0], place, found.end())
            place = found.end()
        else:
            kind, end = _dollar_string(text, found) if group in {"dollar", "tag"} else _symbol(text, found)
            yield Token(kind, text[place:end], place, end)
            place = end


def _comment_end(text: str, start: int) -> int:
    depth, place = 1, start + 2
    while depth:
        edge = _COMMENT_EDGE.search(text, place)
        if edge is None:
            raise SqlSyntaxError("unterminated /* comment", position=start)
        depth += 1 if edge[0] == "/*" else -1
        place = edge.end()
    return place


def _dollar_string(text: str, opening: re.Match[str]) -> tuple[TokenKind, int]:
    closing = text.find(opening[0], opening.end())
    if closing < 0:
        raise SqlSyntaxError("unterminated dollar-quoted string", position=opening.start())
    return TokenKind.STRING, closing + len(opening[0])


def _symbol(text: str, found: re.Match[str]) -> tuple[TokenKind, int]:
    start, written = found.start(), found[0]
    if written == "'":
        raise SqlSyntaxError("unterminated quoted string", position=start)
    if written == '"':
        if text.startswith('""', start):
            raise SqlSyntaxError('zero-length delimited identifier at or near """"', position=start)
        raise SqlSyntaxError("unterminated quoted identifier", position=start)
    cut = _OPERATOR_CUT.search(written)
    if cut is not None:
        written = written[: cut.start()]
    while len(written) > 1 and written[-1] in "+-" and _KEEPS_SIGN.isdisjoint(written):
        written = written[:-1]
    return TokenKind.SYMBOL, start + len(written)


_ESCAPE: Final = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|''", re.DOTALL
)
_ESCAPED_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_UNICODE_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|(\\))")


def string_value(written: str) -> str:
    """What a string constant stands for: quotes, escapes and dollar quotes undone."""
    first = written[0]
    if first == "'":
        return written[1:-1].replace("''", "'")
    if first == "$":
        quote = written.index("$", 1) + 1
        return written[quote:-quote]
    if first in "eE":
        return _ESCAPE.sub(_unescaped, written[2:-1])
    if first in "uU":
        return _UNICODE_ESCAPE.sub(_unicode, written[3:-1].replace("''", "'"))
    return written[2:-1].replace("''", "'")


def name_value(token: Token) -> str:
    """The identifier that a token stands for: folded unless it is quoted."""
    if token.kind is not TokenKind.QUOTED:
        return token.folded
    if token.text[0] in "uU":
        return _UNICODE_ESCAPE.sub(_unicode, token.text[3:-1].replace('""', '"'))
    return token.text[1:-1].replace('""', '"')


def _unescaped(found: re.Match[str]) -> str:
    octal, two, four, eight, letter = found.groups()
    if octal:
        return chr(int(octal, 8))
    digits = two or four or eight
    if digits:
        return chr(int(digits, 16))
    return _ESCAPED_LETTERS.get(letter, letter) if letter else "'"


def _unicode(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    return chr(int(digits, 16)) if digits else "\\"
