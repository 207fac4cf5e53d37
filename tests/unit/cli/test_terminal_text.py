from __future__ import annotations

import io

from rich.console import Console

from reedbed.cli.pages import Commands, Facts, Line
from reedbed.cli.terminal_text import print_dressed

URL = "postgresql://reedbed:" + "x" * 60 + "@127.0.0.1:5433/workspace"


def shown(*page: Line | Facts | Commands, width: int = 80) -> list[str]:
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
