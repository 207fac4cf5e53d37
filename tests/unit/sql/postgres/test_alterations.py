"""What an ALTER TABLE asks for."""

from __future__ import annotations

import pytest

from reedbed.sql.postgres.alterations import Change, TableChange, table_change


def _only(sql: str) -> Change:
    found = table_change(sql)
    assert isinstance(found, TableChange)
    (change,) = found.changes
    return change


@pytest.mark.parametrize(
    "sql",
    ["ALTER TABLE t ALTER a SET DEFAULT 5, ALTER b DROP DEFAULT", "SELECT 1"],
)
def test_what_the_engine_does_itself_is_left_to_it(sql: str) -> None:
    assert table_change(sql) is None


def test_a_table_is_known_by_its_name_in_the_engine() -> None:
    found = table_change('ALTER TABLE IF EXISTS ONLY public."T x" DROP COLUMN a')
    assert found is not None
    assert (found.table, found.if_exists) == (("main", "T x"), True)
    assert found.remaining == 'DELETE FROM main."T x" WHERE false'


def test_constraints_lose_the_names_that_the_engine_forgets() -> None:
    change = _only(
        'ALTER TABLE t ADD CONSTRAINT "link" FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED'
    )
    assert (change.name, change.definition) == ("link", "FOREIGN KEY (a) REFERENCES p(id)")


def test_a_column_comes_first_and_then_what_binds_it() -> None:
    change = _only("ALTER TABLE t ADD COLUMN a varchar(3) NOT NULL DEFAULT 'x' UNIQUE REFERENCES p (id)")
    assert change.plain == ("ALTER TABLE t ADD COLUMN a VARCHAR DEFAULT 'x'",)
    assert [(each.kind, each.definition) for each in change.later] == [
        ("set not null", ""),
        ("add constraint", "CHECK (length(CAST(a AS VARCHAR)) <= 3)"),
        ("add constraint", "UNIQUE (a)"),
        ("add constraint", "FOREIGN KEY (a) REFERENCES p(id)"),
    ]


def test_each_action_is_one_change() -> None:
    found = table_change(
        "ALTER TABLE t RENAME a TO b, ALTER c TYPE numeric(6,2) USING c * 2, DROP CONSTRAINT k CASCADE"
    )
    assert found is not None
    assert [each.kind for each in found.changes] == ["rename column", "type", "drop constraint"]
    assert (found.changes[0].name, found.changes[0].new_name) == ("a", "b")
    assert (found.changes[1].definition, found.changes[1].using) == ("DECIMAL(6,2)", "c * 2")
    assert found.changes[2].cascades


def test_the_sequence_of_an_identity_is_called_as_the_statement_says() -> None:
    change = _only("ALTER TABLE s.t ALTER a ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s.q START WITH 5)")
    assert change.identity is True
    assert change.plain == (
        'CREATE OR REPLACE SEQUENCE "s"."q" START WITH 5',
        'ALTER TABLE s.t ALTER COLUMN a SET DEFAULT nextval(\'"s"."q"\')',
    )
