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
