"""`public.t` in a database that has a schema of that name, as a copy of a PostgreSQL database has.

The door says `public` for DuckDB's `main`. A table that is not there, and is in the real schema `public`, is meant to
be that one; this is done to a statement that has failed for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import quote
from reedbed.sql.postgres.lexing import NAMES, name_value, tokens

if TYPE_CHECKING:
    from reedbed.engine import Cursor

_ABSENT: Final = re.compile(r"(?:Table|View) with name .* does not exist|Referenced table .* not found", re.DOTALL)
_ONLY_THERE: Final = """
    WITH known AS (SELECT schema_name, lower(table_name) AS name FROM duckdb_tables()
        WHERE database_name = current_database()
        UNION ALL SELECT schema_name, lower(view_name) FROM duckdb_views() WHERE database_name = current_database())
    SELECT name FROM known WHERE schema_name = 'public'
    EXCEPT SELECT name FROM known WHERE schema_name = 'main'"""


def with_real_public(sql: str, failure: str, cursor: Cursor) -> str | None:
    """The statement with the tables of the real `public` that `main` has not, after one was missed; else None."""
    if _ABSENT.search(failure) is None:
        return None
    words = list(tokens(sql))
    places = [
        place
        for place in range(len(words) - 2)
        if words[place].folded == "main" and words[place + 1].text == "." and words[place + 2].kind in NAMES
    ]
    there = {str(name) for (name,) in cursor.rows(_ONLY_THERE)} if places else set()
    found = [words[place] for place in places if name_value(words[place + 2]).lower() in there]
    pieces: list[str] = []
    end = 0
    for word in found:
        pieces += [sql[end : word.start], quote("public")]
        end = word.end
    return "".join(pieces) + sql[end:] if found else None
