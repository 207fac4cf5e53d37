"""DuckDB's own walls around a served database: the second line behind the resolver, for everybody, owners too.

Files outside of the given folders, the network and extensions are out of reach, and that cannot be undone while the
database is open. The walls have holes, which the resolver closes: DuckDB still reads the database's own file and log,
an extension that is loaded already still dials out, and what lies in the folders is open. Logging to a file outside
of them, which only owners can turn on, brings the process down (DuckDB 1.5.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine.failures import translated
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb


def shut_in(connection: duckdb.DuckDBPyConnection, folders: Iterable[Path]) -> None:
    """Let the whole database of `connection` reach files in `folders` only; extensions are loaded before."""
    # DuckDB compares prefixes: without the final slash /data would open /data-of-others as well.
    listed = ", ".join(literal(f"{folder.resolve()}/") for folder in folders)
    with translated():
        connection.execute("SET GLOBAL autoload_known_extensions = false")
        connection.execute("SET GLOBAL autoinstall_known_extensions = false")
        connection.execute("SET GLOBAL allow_community_extensions = false")
        connection.execute(f"SET GLOBAL allowed_directories = [{listed}]")
        connection.execute("SET GLOBAL enable_external_access = false")
