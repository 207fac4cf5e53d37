"""Whatever a client sends, its text is read, left alone or refused; reading it is never a fault of ours."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reedbed.errors import ReedbedError
from reedbed.sql.postgres.commands import parse_command
from reedbed.sql.postgres.lexing import tokens
from reedbed.sql.postgres.rewriting import rewrite
from reedbed.sql.postgres.splitting import split

CASES = Path(__file__).parents[1] / "integration" / "dialect" / "cases"
STATEMENTS = [
    line
    for path in sorted(CASES.glob("*.sql"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("--")
]
PIECES = sorted({piece for line in STATEMENTS for piece in re.findall(r"'[^']*'|\w+|\s+|.", line)})


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A statement that lost some pieces, and gained some of others."""
    pieces = re.findall(r"'[^']*'|\w+|\s+|.", draw(st.sampled_from(STATEMENTS)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(pieces)))
        if draw(st.booleans()) and pieces:
            del pieces[place % len(pieces)]
        else:
            pieces.insert(place, draw(st.sampled_from(PIECES)))
    return "".join(pieces[: draw(st.integers(0, len(pieces)))] if draw(st.booleans()) else pieces)


@given(damaged())
def test_a_damaged_statement_is_read_left_alone_or_refused(sql: str) -> None:
    for read in (rewrite, parse_command):
        try:
            read(sql)
        except ReedbedError as refusal:
            assert refusal.message  # noqa: PT017 - a refusal is one of the answers


@given(st.text())
def test_any_text_has_tokens_that_stand_where_they_say(text: str) -> None:
    try:
        found = list(tokens(text))
    except ReedbedError:
        return
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


@given(st.lists(st.sampled_from([line for line in STATEMENTS if ";" not in line]), max_size=5))
def test_statements_that_are_joined_are_parted_again(statements: list[str]) -> None:
    # On a line of its own: some of them end in a comment.
    text = "\n;\n".join(statements)
    found = split(text)
    assert [each.sql for each in found] == [each.sql for line in statements for each in split(line)]
    assert all(text[each.offset :].startswith(each.sql) for each in found)
