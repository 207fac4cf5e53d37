"""Changes of documents at paths."""

from __future__ import annotations

import pytest

from reedbed.pgserver.document_paths import changed


@pytest.mark.parametrize(
    ("document", "path", "way", "after"),
    [
        ('{"o":{"p":[{"q":1.10}]}}', ["o", "p", "0", "r"], "create", '{"o":{"p":[{"q":1.10,"r":9}]}}'),
        ('{"o":{"p":[{"q":1.10}]}}', ["o", "p", "-1", "q"], "delete", '{"o":{"p":[{}]}}'),
        ('{"a":1}', ["b"], "replace", '{"a":1}'),
        ('{"a":1}', ["a", "b"], "create", '{"a":1}'),
        ("[1,2]", ["7"], "create", "[1,2,9]"),
        ("[1,2]", ["-7"], "create", "[9,1,2]"),
        ("[1,2]", ["-7"], "replace", "[1,2]"),
        ("[1,2]", ["-1"], "before", "[1,9,2]"),
        ("[1,2]", ["-1"], "after", "[1,2,9]"),
        ("[1,2]", ["-7"], "after", "[9,1,2]"),
        ("[1,2]", [f"{' ' * 30}+{'0' * 5000}1"], "create", "[1,9]"),
        ("[1,2]", [str(-(2**31))], "create", "[9,1,2]"),
        ("[]", ["0"], "create", "[9]"),
        ("[]", ["0"], "replace", "[]"),
    ],
)
def test_a_part_is_changed_where_postgresql_changes_it(document: str, path: list[str], way: str, after: str) -> None:
    assert changed(document, list(path), "9", way) == after


@pytest.mark.parametrize(
    ("document", "path", "way", "failure"),
    [
        ("1", ["a"], "create", "22023: cannot set path in scalar"),
        ("1", ["a"], "delete", "22023: cannot delete path in scalar"),
        ('{"a":1}', ["a"], "before", "22023: cannot replace existing key"),
        ("[1]", ["a"], "create", '22P02: path element at position 1 is not an integer: "a"'),
        ("[1]", [str(2**31)], "create", "22P02: path element at position 1 is not an integer"),
        ("[1]", ["٣"], "create", "22P02: path element at position 1 is not an integer"),
        ('{"a":1}', [None], "create", "22004: path element at position 1 is null"),
    ],
)
def test_what_has_no_such_place_is_refused(document: str, path: list[str | None], way: str, failure: str) -> None:
    with pytest.raises(ValueError, match=failure):
        changed(document, path, "9", way)
