"""Names: whatever the characters, one identifier, quoted and never trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import InvalidName
from reedbed.sql import TableName
from reedbed.testing.tables.contents import rows_of

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort

HURTING = {
    "quotes": 'weird "name"',
    "106 characters": "n" * 106,
    "a path": "../x",
    "an absolute path": "/etc/passwd",
    "a statement": "x; drop table y",
    "a quoted statement": '"; drop table y; --',
    "an emoji": "\N{CAT FACE} purrs",
    "dots": "a.b.c",
    "spaces": "  ",
    "a percent sign": "100%_?$1",
    "a line": "two\nlines",
    "a keyword": "select",
    "braces": "{name}",
    "a backslash": "C:\\temp\\'x'",
    "another script": "表",
}
hurting = pytest.mark.parametrize("name", HURTING.values(), ids=HURTING.keys())


class NameContract:
    """What tables, columns and sequences may be called."""

    @hurting
    def test_a_table_may_have_any_name(self, store: TablePort, name: str) -> None:
        store.write_table(pa.table({"n": [0]}), "y")
        store.write_table(pa.table({"n": [1]}), name)
        store.write_table(pa.table({"n": [2]}), name, "append")
        store.write_table(pa.table({"n": [2, 3]}), name, "upsert", key="n")
        assert rows_of(store, name) == [{"n": 1}, {"n": 2}, {"n": 3}]
        assert store.read_table(name).to_pyarrow().num_rows == store.row_count(name) == 3
        assert store.list_tables() == sorted([name, "y"])
        store.drop_table(name)
        assert store.list_tables() == ["y"]

    @hurting
    def test_a_column_may_have_any_name(self, store: TablePort, name: str) -> None:
        rows = pa.table({name: [1, 2], "n": [1, 2]})
        store.write_table(rows, "t", "upsert", key=name)
        store.write_table(rows, "t", "upsert", key=name)
        store.replace_rows("t", rows.slice(1), name)
        store.replace_rows("t", rows.slice(0, 1), {name: 1})
        assert rows_of(store, "t") == rows.to_pylist()
        assert list(store.get_table_columns("t")) == [name, "n"]

    @hurting
    def test_a_sequence_may_have_any_name(self, store: TablePort, name: str) -> None:
        store.ensure_sequence(name)
        assert store.next_sequence_values(name, 2) == [1, 2]

    @pytest.mark.parametrize("name", ["", "nul\0"])
    def test_no_name_at_all_is_refused(self, store: TablePort, name: str) -> None:
        with pytest.raises(InvalidName):
            store.write_table(pa.table({"n": [1]}), name)

    def test_the_adapters_own_schema_is_refused(self, store: TablePort) -> None:
        for name in (TableName(schema="reedbed", name="tables"), TableName(schema="REEDBED", name="mine")):
            with pytest.raises(InvalidName):
                store.write_table(pa.table({"n": [1]}), name)
            with pytest.raises(InvalidName):
                store.drop_table(name)

    def test_a_table_may_be_called_like_the_adapters_schema(self, store: TablePort) -> None:
        store.write_table(pa.table({"n": [1]}), "reedbed")
        assert rows_of(store, "reedbed") == [{"n": 1}]

    def test_names_compare_without_regard_to_case(self, store: TablePort) -> None:
        store.write_table(pa.table({"n": [1]}), "Letters")
        store.write_table(pa.table({"n": [2]}), "LETTERS", "append")
        assert store.table_exists("letters")
        assert store.row_count("letters") == 2
        assert len(store.list_tables()) == 1
