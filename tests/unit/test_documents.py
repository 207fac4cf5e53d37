"""The one form of a document, and how it is shown."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed.documents import canonical, spaced
from reedbed.pgwire.values.text.spacing import spaced_text

DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab\\":,é', max_size=4), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"b":1, "a":2, "a":3}', '{"a":3,"b":1}'),
        ('{"bb": 1, "c": 2, "é": 3}', '{"c":2,"bb":1,"é":3}'),
        (
            "[1.50, 1e2, 1E-7, -0, -0.0, 0e999999, 12345678901234567890.10]",
            "[1.50,100,0.0000001,0,0.0,0,12345678901234567890.10]",
        ),
        (' "a\\/\\u00e9\\n" ', '"a/é\\n"'),
        ("[ ]", "[]"),
    ],
)
def test_a_document_has_one_form(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "[1,]",
        '"\\ud83d"',
        '"\\u0000"',
        "1e200000",
        "1e-999999999",
        "9" * 131_073,
        "[" * 20_000,
        '{"a" 1}',
    ],
)
def test_what_is_no_document_of_jsonb_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(text)


@given(DOCUMENTS)
@settings(max_examples=100)
def test_the_form_says_the_same_whatever_the_document_was_written_like(document: object) -> None:
    plain = canonical(json.dumps(document))
    assert json.loads(plain) == document
    assert canonical(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)) == plain
    assert canonical(spaced(plain)) == plain


@given(st.lists(DOCUMENTS | st.just(...), max_size=6), st.integers(0, 3))
@settings(max_examples=100)
def test_a_column_is_shown_as_its_documents_are(documents: list[object], start: int) -> None:
    texts = [None if each is ... else json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in documents]
    shown = [None if each is ... else json.dumps(each, ensure_ascii=False) for each in documents]
    assert spaced_text(pa.array(texts, pa.string()).slice(start)).to_pylist() == shown[start:]
    assert [None if each is None else spaced(each) for each in texts] == shown


def test_a_text_with_half_a_string_does_not_hurt_those_beside_it() -> None:
    assert spaced_text(pa.array(['{"a', '{"b":1}'])).to_pylist() == ['{"a', '{"b": 1}']
