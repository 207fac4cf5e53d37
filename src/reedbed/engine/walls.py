"""DuckDB's own walls around a served database: the second line behind the resolver, for everybody, owners too.

Files outside of the given places, the network and extensions are out of reach, and that cannot be undone while the
database is open. The walls have holes, which the resolver closes: DuckDB still reads the database's own file and log,
an extension that is loaded already still dials out, and what lies in the folders is open. Logging to a file outside
of them, which only owners can turn on, brings the process down (DuckDB 1.5.5).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.engine.failures import translated
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb


def shut_in(connection: duckdb.DuckDBPyConnection, places: Iterable[Path | str]) -> None:
    """Let the whole database of `connection` reach files in `places` only, folders and prefixes of URLs.

    Extensions and secrets are loaded before.
    """
    # DuckDB compares prefixes: without the final slash /data would open /data-of-others as well.
    prefixes = [str(each.resolve()) if isinstance(each, Path) else each.rstrip("/") for each in places]
    listed = ", ".join(literal(f"{prefix}/") for prefix in prefixes)
    with translated():
        connection.execute("SET GLOBAL autoload_known_extensions = false")
        connection.execute("SET GLOBAL autoinstall_known_extensions = false")
        connection.execute("SET GLOBAL allow_community_extensions = false")
        connection.execute(f"SET GLOBAL allowed_directories = [{listed}]")
        connection.execute("SET GLOBAL enable_external_access = false")
