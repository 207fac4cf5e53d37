from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reedbed.cli.pages import Cell, Commands, Facts, Grid, Line, Sheet, cell_text, empty
from reedbed.cli.plain_text import print_plain
from reedbed.cli.rows import Column, Rows

if TYPE_CHECKING:
    from reedbed.cli.encoding import JSON


def printed(*page: Line | Facts | Grid | Sheet | Commands) -> str:
    target = io.StringIO()
    print_plain(page, target)
    return target.getvalue()


def test_numbers_are_aligned_to_the_right_and_text_to_the_left() -> None:
    rows = Rows.listed([("name", "VARCHAR"), ("n", "BIGINT")], [["a", 1], ["bcd", 1000], [None, None]])
    assert printed(Sheet(rows=rows)) == "name     n\n----  ----\na        1\nbcd   1000\nNULL  NULL\n"


def test_wide_characters_take_two_cells() -> None:
    rows = Rows.listed([("a", "VARCHAR"), ("b", "VARCHAR")], [["漢字", "x"], ["ab", "y"]])
    assert printed(Sheet(rows=rows)).splitlines()[2:] == ["漢字  x", "ab    y"]


def test_later_batches_keep_the_widths_of_the_first() -> None:
    rows = Rows([Column(name="v", type="VARCHAR")], [[["ab"]], [["longer than that"]]])
    assert printed(Sheet(rows=rows)) == "v\n--\nab\nlonger than that\n"


def test_a_result_without_rows_still_shows_its_columns() -> None:
    assert printed(Sheet(rows=Rows.listed([("a", "BIGINT")], []))) == "a\n-\n"


def test_characters_that_steer_a_terminal_are_spelled() -> None:
    assert cell_text("a\x1b[31m\n\u202eb") == "a\\x1b[31m\\n\\u202eb"


def test_values_of_json_read_as_sql_has_them() -> None:
    values: list[JSON] = [None, True, 1.5, [1, None], {"é": 1}]
    assert [cell_text(value) for value in values] == [
        "NULL",
        "true",
        "1.5",
        "[1, null]",
        '{"é": 1}',
    ]


def test_a_page_has_an_empty_line_between_its_blocks() -> None:
    page = printed(Line(text="Title"), Line(text="more"), Facts(pairs=[("a", "1"), ("long", "2")]))
    assert page == "Title\nmore\n\na     1\nlong  2\n"


def test_a_grid_takes_cells_with_a_tone() -> None:
    grid = Grid(headers=("t", "n"), cells=[(Cell(text="x", tone="bad"), "10")], right=frozenset({"n"}))
    assert printed(grid) == "t   n\n-  --\nx  10\n"


def test_an_empty_state_says_what_to_do_next() -> None:
    assert printed(*empty("Nothing yet.", ("reedbed load", "load a file"))) == (
        "Nothing yet.\n\nTry:\n  reedbed load  load a file\n"
    )
