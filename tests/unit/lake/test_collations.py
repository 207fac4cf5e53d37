from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.lake.readings import CUT

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from pathlib import Path


def test_text_with_a_collation_is_not_archived_nor_collated_later(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        store.execute_sql('CREATE TABLE named (ts TIMESTAMP, "the name" VARCHAR COLLATE NOCASE)')
        store.execute_sql("INSERT INTO named VALUES ('2024-01-01', 'a')")
        with pytest.raises(errors.NotArchivable) as refused:
            Lake(store).plan_archive("named", older_than=CUT)
        assert refused.value.hint is not None
        store.execute_sql(refused.value.hint)
        assert Lake(store).archive("named", older_than=CUT).rows == 1
        with pytest.raises(errors.FederatedTable):
            store.execute_sql('ALTER TABLE named ALTER COLUMN "the name" TYPE VARCHAR COLLATE NOCASE')
        assert store.query("FROM named WHERE \"the name\" = 'A'").num_rows == 0


@pytest.mark.parametrize(
    ("columns", "hint"),
    [
        (
            "ts TIMESTAMP, d VARCHAR DEFAULT ('x' COLLATE NOCASE), \"The Name\" VARCHAR COLLATE NOCASE",
            '"The Name" TYPE',
        ),
        ("ts TIMESTAMP, k VARCHAR COLLATE NOCASE, PRIMARY KEY (k)", "reedbed psql -- -c"),
        ("ts TIMESTAMP, a VARCHAR, g AS (a COLLATE NOCASE)", 'DROP COLUMN "g"'),
    ],
)
def test_the_hint_names_the_column_with_the_collation(tmp_path: Path, columns: str, hint: str) -> None:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        store.execute_sql(f"CREATE TABLE named ({columns})")
        store.execute_sql("INSERT INTO named (ts) VALUES ('2024-01-01')" if "KEY" not in columns else "SELECT 1")
        with pytest.raises(errors.NotArchivable) as refused:
            Lake(store).plan_archive("named", older_than=CUT)
        assert hint in refused.value.hint
        if "psql" not in hint:
            store.execute_sql(refused.value.hint)
            assert Lake(store).archive("named", older_than=CUT).rows == 1


def test_a_collation_inside_of_an_expression_is_no_columns(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        store.execute_sql("CREATE TABLE named (ts TIMESTAMP, name VARCHAR CHECK (name COLLATE NOCASE <> 'b'))")
        store.execute_sql("INSERT INTO named VALUES ('2024-01-01', 'a')")
        assert Lake(store).archive("named", older_than=CUT).rows == 1
        with pytest.raises(errors.ConstraintViolated):
            store.execute_sql("INSERT INTO named VALUES ('2024-01-01', 'B')")
