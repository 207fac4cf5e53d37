"""Tables as values, and what they are after a change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reedbed.errors import DependencyExists, SqlNameError
from reedbed.pgserver.preludes.tables.changing import changed, leads_to, referring_after, unlinked
from reedbed.pgserver.preludes.tables.constraints import constraint_of
from reedbed.pgserver.preludes.tables.links import unlinked_definition
from reedbed.pgserver.preludes.tables.shapes import Column, Constraint, Index, Table, with_column_renamed
from reedbed.sql.postgres.alterations import Change


def _column(name: str, kind: str = "INTEGER") -> Column:
    return Column(name=name, type=kind, default=None, nullable=True, generated=False, source=f'"{name}"')


PARENT = Table(
    database="db", schema="main", name="p", columns=(_column("id"), _column("a", "VARCHAR")),
    constraints=(Constraint(kind="PRIMARY KEY", columns=("id",), name="p_pkey"),),
    indexes=(Index(name="p_a", unique=False, keys="lower(a), id"),),
)  # fmt: skip
CHILD = Table(
    database="db", schema="main", name="c", columns=(_column("id"), _column("p_id")),
    constraints=(
        Constraint(kind="FOREIGN KEY", columns=("p_id",), body='"id"', referenced='"main"."p"', name="c_p_id_fkey"),
    ),
    indexes=(),
)  # fmt: skip


def test_a_column_has_its_new_name_wherever_it_stands() -> None:
    after = changed(PARENT, Change(kind="rename column", name="a", new_name="B c"))
    assert [each.name for each in after.columns] == ["id", "B c"]
    assert after.indexes[0].keys == 'lower("B c"), id'
    assert after.columns[1].source == '"a"'


def test_names_inside_of_strings_and_of_calls_stay() -> None:
    assert with_column_renamed("a(a) || 'a' || t.\"A\"", "a", "b") == 'a("b") || \'a\' || t."b"'


def test_links_follow_the_table_and_the_column_they_lead_to() -> None:
    change = Change(kind="rename table", new_name="q")
    moved = referring_after(CHILD, PARENT, changed(PARENT, change), change)
    assert moved.constraints[0].definition == 'FOREIGN KEY ("p_id") REFERENCES "main"."q" ("id")'
    change = Change(kind="rename column", name="id", new_name="key")
    moved = referring_after(CHILD, PARENT, changed(PARENT, change), change)
    assert moved.constraints[0].body == '"key"'


@pytest.mark.parametrize(
    "change",
    [Change(kind="drop column", name="id"), Change(kind="drop constraint", name="p_pkey")],
)
def test_what_others_refer_to_goes_with_their_links(change: Change) -> None:
    assert leads_to(CHILD.constraints[0], PARENT, change)
    assert referring_after(CHILD, PARENT, changed(PARENT, change), change).constraints == ()


def test_a_link_to_a_name_of_large_letters_is_known() -> None:
    parent = replace(
        PARENT, columns=(_column("A, b"),), constraints=(Constraint(kind="UNIQUE", columns=("A, b",), name="u"),)
    )
    child = replace(CHILD, constraints=(replace(CHILD.constraints[0], body='"a, b"'),))
    for change in (Change(kind="drop column", name="A, b"), Change(kind="drop constraint", name="u")):
        assert leads_to(child.constraints[0], parent, change)


def test_a_column_takes_its_keys_and_indexes_with_it() -> None:
    after = changed(PARENT, Change(kind="drop column", name="id"))
    assert (after.constraints, after.indexes) == ((), ())


def test_a_column_that_another_is_computed_from_stays() -> None:
    double = replace(_column("double"), generated=True, default="(ID * 2)")
    table = replace(PARENT, columns=(*PARENT.columns, double))
    with pytest.raises(DependencyExists, match="id"):
        changed(table, Change(kind="drop column", name="id"))
    assert [each.name for each in changed(table, Change(kind="drop column", name="a")).columns] == ["id", "double"]


def test_what_is_not_there_is_said_by_its_name() -> None:
    with pytest.raises(SqlNameError, match="nothing"):
        changed(PARENT, Change(kind="drop constraint", name="nothing"))
    with pytest.raises(SqlNameError, match="nothing"):
        changed(PARENT, Change(kind="set not null", name="nothing"))


def test_tables_come_after_those_that_they_refer_to() -> None:
    assert [each.name for each in unlinked([CHILD, PARENT])] == ["p", "c"]
    back = Constraint(kind="FOREIGN KEY", columns=("a",), body='"id"', referenced='"main"."c"')
    ring = replace(PARENT, constraints=(*PARENT.constraints, back))
    assert list(unlinked([CHILD, ring])) == []


def test_constraints_are_read_from_their_text() -> None:
    check = constraint_of("CHECK (a <> 'id' AND length(a) > 2)", PARENT)
    assert (check.columns, check.body) == (("a",), "a <> 'id' AND length(a) > 2")
    link = constraint_of('FOREIGN KEY ("p_id") REFERENCES main.p("id")', CHILD)
    assert link == Constraint(kind="FOREIGN KEY", columns=("p_id",), body='"id"', referenced='"main"."p"')
    with pytest.raises(SqlNameError, match="CASCADE"):
        constraint_of("FOREIGN KEY (p_id) REFERENCES p(id) ON DELETE CASCADE", CHILD)
    quiet = "FOREIGN KEY (p_id) REFERENCES p(id) ON UPDATE RESTRICT ON DELETE no action"
    assert constraint_of(quiet, CHILD) == link


def test_a_link_without_columns_leads_to_the_primary_key() -> None:
    assert constraint_of("FOREIGN KEY (p_id) REFERENCES p", CHILD).definition.endswith('REFERENCES "main"."p"')
    assert constraint_of("FOREIGN KEY (a) REFERENCES p", PARENT).body == '"id"'


@pytest.mark.parametrize(
    ("sql", "without"),
    [
        ("CREATE TABLE c (id INTEGER REFERENCES p (id) ON DELETE SET NULL NOT NULL, b INTEGER)",
         "CREATE TABLE c (id INTEGER  NOT NULL, b INTEGER)"),
        ("CREATE TABLE c (id INTEGER, CONSTRAINT k FOREIGN KEY (id) REFERENCES p (id), CHECK (id > 0))",
         "CREATE TABLE c (id INTEGER, CHECK (id > 0))"),
        ("CREATE TABLE c (a VARCHAR DEFAULT 'references p', FOREIGN KEY (a) REFERENCES s.p)",
         "CREATE TABLE c (a VARCHAR DEFAULT 'references p')"),
    ],
)  # fmt: skip
def test_a_definition_loses_its_links_and_nothing_else(sql: str, without: str) -> None:
    assert unlinked_definition(sql) == without
