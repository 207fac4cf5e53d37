"""The lines of a `.env` file mean what a shell would make of them."""

from __future__ import annotations

import pytest

from reedbed.settings.dotenv import parse_dotenv


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=b", "b"),
        ("  export A = b  ", "b"),
        ("A=b # note", "b"),
        ("A=b#c", "b#c"),
        ("A= # note", ""),
        ("A=", ""),
        ("A='b # c'  # note", "b # c"),
        (r"A='b\n'", r"b\n"),
        (r'A="b\n\"c\" \$d \q"', 'b\n"c" $d \\q'),
        ('A="one\ntwo"', "one\ntwo"),
        ("A=x=y", "x=y"),
        ("A=it's", "it's"),
        ("A='open", None),
    ],
)
def test_a_line_gives_its_value(text: str, value: str | None) -> None:
    (assignment,) = parse_dotenv(text)
    assert (assignment.name, assignment.value) == ("A", value)


def test_lines_are_counted_across_values_that_span_several() -> None:
    assignments = parse_dotenv("# first\n\nA='1\n2'\n#C=3\nB=4\n")
    assert [(one.name, one.line) for one in assignments] == [("A", 3), ("B", 6)]
