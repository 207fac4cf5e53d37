from __future__ import annotations

import io

import pytest
from rich.console import Console

from reedbed.cli.pages import Commands, Facts, Grid, Line, Sheet
from reedbed.cli.rows import Rows
from reedbed.cli.terminal_text import print_dressed

URL = "postgresql://reedbed:" + "x" * 60 + "@127.0.0.1:5433/workspace"


def shown(*page: Line | Facts | Commands | Grid | Sheet, width: int = 80) -> list[str]:
    target = io.StringIO()
    print_dressed(page, Console(file=target, width=width, no_color=True, highlight=False))
    return [line.rstrip() for line in target.getvalue().splitlines()]


def test_a_url_that_is_wider_than_the_terminal_can_be_copied_whole() -> None:
    assert shown(Facts(pairs=[("url", URL), ("socket", "run/.s")])) == [f"url     {URL}", "socket  run/.s"]


def test_a_sentence_that_is_wider_than_the_terminal_goes_on_below_its_beginning() -> None:
    lines = shown(Facts(pairs=[("why", "because " * 20)]), width=60)
    assert [line[:8] for line in lines] == ["why  bec", "     bec", "     bec"]
    assert max(map(len, lines)) <= 60


def test_a_command_is_never_cut() -> None:
    lines = shown(Commands(title="Try", commands=[(f"psql {URL}", "through TCP"), ("reedbed queries", "who is in")]))
    assert lines == ["Try", f"  psql {URL}", "    through TCP", "  reedbed queries", "    who is in"]


def test_what_short_commands_do_stands_beside_them() -> None:
    lines = shown(Commands(title="Try", commands=[("reedbed psql", "SQL"), ("reedbed queries", "who is in")]))
    assert lines == ["Try", "  reedbed psql     SQL", "  reedbed queries  who is in"]


RUNS = Grid(
    headers=("source", "started", "read", "size", "error"),
    cells=[
        ("fingrid-consumption", "2026-11-27T15:41:30+00:00", "1,336,776", "97.1 MiB", "a page of it broke off twice"),
        ("fmi", "2026-11-27T15:41:30+00:00", "7", "5.9 MiB", ""),
    ],
    right=frozenset({"read", "size"}),
)


@pytest.mark.parametrize("width", range(40, 130, 6))
def test_a_number_is_never_folded_and_nothing_is_left_out(width: int) -> None:
    lines = shown(RUNS, width=width)
    assert sum("1,336,776  97.1 MiB" in line or "1,336,776   97.1 MiB" in line for line in lines) == 1
    given = "".join([*RUNS.headers, *(str(cell) for row in RUNS.cells for cell in row)])
    assert sorted("".join(lines).replace("─", "").replace(" ", "")) == sorted(given.replace(" ", ""))
    if width >= 60:
        assert max(map(len, lines)) <= width


def test_names_and_moments_stay_whole_while_sentences_can_give_way() -> None:
    lines = shown(RUNS, width=90)
    assert sum("fingrid-consumption  2026-11-27T15:41:30+00:00  1,336,776" in line for line in lines) == 1
    assert sum("a page of it broke" in line for line in lines) == 1


def test_columns_stand_apart_where_there_is_room() -> None:
    assert shown(RUNS, width=130)[0].startswith("source                started")
    assert shown(RUNS, width=96)[0].startswith("source               started")


def sheet(width: int) -> list[str]:
    columns = [("seen_at", "TIMESTAMP WITH TIME ZONE"), ("amount", "DOUBLE"), ("note", "VARCHAR"), ("more", "BIGINT")]
    rows = Rows.listed(columns, [["2026-11-27T15:41:30+00:00", 12_345.678, "word " * 20, 7]])
    return shown(Sheet(rows=rows), width=width)


@pytest.mark.parametrize("width", range(50, 150, 7))
def test_numbers_and_moments_of_a_sheet_are_whole_and_texts_give_way(width: int) -> None:
    lines = sheet(width)
    assert max(map(len, lines[:4])) <= width
    assert "2026-11-27T15:41:30+00:00" in lines[3]
    assert "12345.678" in lines[3]
    assert ("7" in lines[3].split()) == (lines[-1] == "1 row")
