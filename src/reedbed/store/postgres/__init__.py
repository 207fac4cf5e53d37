"""Tables kept by a PostgreSQL server: the table port over ADBC, which moves rows as binary COPY.

Instants, numbers, texts, bytes, dates and lists come back as they were. What PostgreSQL's types cannot hold without
loss (structs, maps, nanoseconds) is refused with the column's name. There are no checkpoints, views or ledger here:
they belong to a store on DuckDB.
"""

from reedbed.store.postgres.manager import PostgresStore

__all__ = ["PostgresStore"]
