"""Where a page's list of records begins and ends, whatever the texts, brackets and chunks."""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.ingest.decoding.envelopes import HEAD_BYTES, cut_records

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.sampled_from('ab"\\[]{},: \né'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def cut(text: str, path: str, folder: Path) -> tuple[Any, dict[str, Any] | None]:
    file = folder / "records.json"
    found = cut_records(io.BytesIO(text.encode()), path.split("."), file)
    if found is None:
        assert not file.exists()
        return None, None
    assert isinstance(found.document, dict)
    records = json.loads(file.read_bytes())
    assert found.is_empty == (records == [])
    return records, found.document


@pytest.mark.parametrize(
    ("text", "records", "rest"),
    [
        ('{"data": [1, [2]], "n": 5}', [1, [2]], {"data": [], "n": "5"}),
        ('{"n": {"data": [0]}, "x": "\\"[", "data": ["]", "\\\\"], "after": [[]]}', ["]", "\\"], None),
        ('{"data": []}', [], {"data": []}),
        (' {\n"data"\n:\n[ ]\n}\n', [], {"data": []}),
        ('{"d\\u0061ta": [1]}', [1], {"data": []}),
    ],
)
def test_the_list_is_cut_out_of_its_envelope(tmp_path: Path, text: str, records: Any, rest: Any) -> None:
    found, envelope = cut(text, "data", tmp_path)
    assert found == records
    assert rest is None or envelope == rest


@pytest.mark.parametrize("text", ["[]", " [1, [2]] ", '[{"a": "]"}, "[", []]\n', '\ufeff[{"a": 1}]'])
def test_a_page_that_is_its_list_is_cut_too(tmp_path: Path, text: str) -> None:
    found = cut_records(io.BytesIO(text.encode()), (), tmp_path / "records.json")
    assert found is not None
    plain = json.loads(text.removeprefix("\ufeff"))
    assert json.loads(found.file.read_bytes()) == plain
    assert (found.is_empty, found.document) == (plain == [], [])


@pytest.mark.parametrize("text", ["", "{}", "[1", "[1]]", "[1] x", "[1][2]", '["]', "1"])
def test_a_page_that_is_no_whole_list_is_not_cut(tmp_path: Path, text: str) -> None:
    assert cut_records(io.BytesIO(text.encode()), (), tmp_path / "records.json") is None
    assert not (tmp_path / "records.json").exists()


def test_brackets_in_millions_take_no_time(tmp_path: Path) -> None:
    """Pairs are taken away in passes over a chunk, of which there are few however deep lists are."""
    deep = "[" * 400_000 + "]" * 400_000
    begun = time.process_time()
    found = cut_records(
        io.BytesIO(f'{{"data": [{deep}, {"[], " * 200_000}1], "n": 1}}'.encode()), ("data",), tmp_path / "x"
    )
    assert found is not None
    assert found.stated(("n",)) == "1"
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "[" * 500,
        '{"data": {"a": []}}',
        '{"data": null}',
        '{"data": "[1]"}',
        '{"other": {"data": [1]}}',
        '{"data": [1',
        '{"data": [1]',
        '{"data": [1]}}',
        '{"data": [1], "data": [2]}',
        '{"data": "[ [1]}',
        "<html>data [1]</html>",
    ],
)
def test_what_has_no_such_list_is_not_cut(tmp_path: Path, text: str) -> None:
    assert cut(text, "data", tmp_path) == (None, None)


@pytest.mark.parametrize("start", ["", "{", '{"a": "', '{"a": "\\\\', '{"a": "[{:'])
def test_what_goes_on_without_an_end_takes_no_time(tmp_path: Path, start: str) -> None:
    begun = time.process_time()
    assert cut(start + " " * HEAD_BYTES + '": 1, "data": [1]}', "data", tmp_path) == (None, None)
    assert time.process_time() - begun < 1


@given(records=st.lists(VALUES, max_size=4), before=VALUES, behind=VALUES, indent=st.none() | st.just(1))
def test_any_list_is_found_below_any_path(
    tmp_path_factory: pytest.TempPathFactory, records: list[Any], before: Any, behind: Any, indent: int | None
) -> None:
    document = {"a": before, "result": {"b": before, "rows": records, "c": behind}, "d": behind}
    text = json.dumps(document, indent=indent)
    folder = tmp_path_factory.getbasetemp()
    found, _ = cut(text, "result.rows", folder)
    assert found == records
    head = text.index("[", text.index('"rows"')) + 1
    slowly = cut_records(_Parts(io.BytesIO(text.encode()), head), ("result", "rows"), folder / "parts.json")
    assert slowly is not None
    assert json.loads(slowly.file.read_bytes()) == records


class _Parts:
    """Gives the first bytes at once, and all others one by one."""

    def __init__(self, content: io.BytesIO, head: int) -> None:
        self._content = content
        self._sizes = [head]

    def read(self, _: int, /) -> bytes:
        return self._content.read(self._sizes.pop() if self._sizes else 1)
