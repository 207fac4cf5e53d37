"""PostgreSQL's tokens are told apart where PostgreSQL tells them apart."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.lexing import TokenKind, name_value, string_value, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a+b", ["a", "+", "b"]),
        ("a->>'b'", ["a", "->>", "'b'"]),
        ("a::int[1:2]", ["a", "::", "int", "[", "1", ":", "2", "]"]),
        ("1.5e-3+.5", ["1.5e-3", "+", ".5"]),
        ("1..2", ["1", "..", "2"]),
        ("a=-1", ["a", "=", "-", "1"]),
        ("a@-1", ["a", "@-", "1"]),
        ("a*-- b\n+c", ["a", "*", "+", "c"]),
        ("a/* b /* c */ d */+e", ["a", "+", "e"]),
        ('"a""b"."c"', ['"a""b"', ".", '"c"']),
        ("$1+$12", ["$1", "+", "$12"]),
        ("a$1", ["a$1"]),
        ("$$a$b$$ $x$ $$ $x$", ["$$a$b$$", "$x$ $$ $x$"]),
        ("x'1f' B'0' n'a' E'\\'' U&'\\0061'", ["x'1f'", "B'0'", "n'a'", "E'\\''", "U&'\\0061'"]),
        ("0x1F 0b11 0o7 1_000", ["0x1F", "0b11", "0o7", "1_000"]),
        ("{'a': [1]}", ["{", "'a'", ":", "[", "1", "]", "}"]),
        ("žluť", ["žluť"]),
    ],
)
def test_a_text_has_the_tokens_of_postgresql(text: str, words: list[str]) -> None:
    found = list(tokens(text))
    assert [token.text for token in found] == words
    assert all(text[token.start : token.end] == token.text for token in found)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'it''s'", "it's"),
        ("E'a\\tb\\n\\x41\\u00e9\\101\\'\\q'''", "a\tb\nAéA'q'"),
        ("$$it's$$", "it's"),
        ("$x$a$$b$x$", "a$$b"),
        ("U&'d\\0061t\\+000061 \\\\'", "data \\"),
        ("N'a'", "a"),
    ],
)
def test_a_string_stands_for_its_value(written: str, value: str) -> None:
    assert string_value(written) == value


def test_names_are_folded_unless_they_are_quoted() -> None:
    assert [name_value(token) for token in tokens('Foo "Foo" "a""b" U&"d\\0061ta"')] == ["foo", "Foo", 'a"b', "data"]


def test_a_token_knows_its_kind() -> None:
    assert [token.kind for token in tokens("a \"b\" 'c' 1 $1 +")] == [
        TokenKind.WORD,
        TokenKind.QUOTED,
        TokenKind.STRING,
        TokenKind.NUMBER,
        TokenKind.PARAMETER,
        TokenKind.SYMBOL,
    ]
