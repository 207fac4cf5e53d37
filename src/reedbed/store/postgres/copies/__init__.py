"""Copies of whole tables between a PostgreSQL server and other stores, as binary COPY in columns.

Out of the server rows come by ADBC. Into it they are encoded here, by the code that the door answers its clients with,
and handed to libpq: as quick as DuckDB's own extension for PostgreSQL, exact for every type that both sides have, and
on one connection, so that staging, counting, the swap and the record of the copy are one transaction.
"""

from reedbed.store.postgres.copies.ends import PostgresCopies

__all__ = ["PostgresCopies"]
