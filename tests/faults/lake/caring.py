"""A process that corrects, compacts, expires and prunes an archive until it is killed.

    python caring.py DATABASE

Each line of stdout is the number of a round that is done: from then on `x` of the row with that id is its negative, and
the row behind it is deleted.
"""

from __future__ import annotations

import sys

from reedbed import DuckDBStorageManager, Lake


def main() -> None:
    with DuckDBStorageManager(sys.argv[1]) as store:
        lake = Lake(store)
        first = store.query("SELECT coalesce(max(id) + 2, 0) AS n FROM t WHERE x < 0").to_pylist()[0]["n"]
        for number in range(first, 10_000, 2):
            with store.transaction():
                store.execute_sql(f"UPDATE t SET x = -{number} - 1 WHERE id = {number}")
                store.execute_sql(f"DELETE FROM t WHERE id = {number + 1}")
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            lake.compact("t")
            lake.expire(older_than="0h", dry_run=False)
            lake.prune(dry_run=False)


if __name__ == "__main__":
    main()
