"""Whether a name that a statement reads or changes lies where the subject may read or change it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.facts import BUILT_IN, CATALOG_DATABASE, temporary_relations
from reedbed.engine.resolver.functions import SYNTAX, function_classes, words
from reedbed.engine.resolver.tokens import folded, has_odd_spaces
from reedbed.sql import DEFAULT_SCHEMA, LEDGER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from reedbed.engine.cursors import Cursor
    from reedbed.engine.resolver.facts import Facts
    from reedbed.engine.resolver.mentions import Name
    from reedbed.engine.resolver.subjects import Grants
    from reedbed.engine.resolver.targets import Target

SYSTEM_SCHEMAS: Final = frozenset({"information_schema", "pg_catalog"})
PROTECTED_SCHEMAS: Final = SYSTEM_SCHEMAS | {LEDGER_SCHEMA}
OPEN_PLACES: Final = frozenset({CATALOG_DATABASE, "temp"})
"""What Reedbed shows of the catalog to everybody, and what the session itself made."""

HIDDEN_VIEWS: Final = frozenset({"duckdb_logs", "duckdb_databases", "pragma_database_list", "pg_settings"})
"""Views of DuckDB's own that show settings, paths or logs. Those that Reedbed makes of the same name lie elsewhere."""

OPEN_VIEWS: Final = re.compile(r"pg_\w+|duckdb_\w+|sqlite_(temp_)?(master|schema)|pragma_\w+")
"""Views of DuckDB's own that go by a plain name, when no table of the user's has it."""

_FILE_TYPES: Final = words(
    """arrow arrows avro csv db ddb delta duckdb feather fgb geojson geojsonl geoparquet gpkg gz gzip bz2
    ipc json jsonl kml lance lz4 ndjson orc parquet pq shp snappy sqlite sqlite3 tsv txt vortex xls xlsx xml xz yaml yml
    zip zst"""
)
_FILE_LIKE: Final = re.compile(rf"[/\\*?\[]|://|\.({'|'.join(sorted(_FILE_TYPES))})\b", re.IGNORECASE)

_MADE_BY_NAME: Final = frozenset({"macro", "function"})


def is_file_like(name: str) -> bool:
    """Whether DuckDB could take a name for a file's when no table has it: by its ending, or as a path or pattern."""
    return _FILE_LIKE.search(name) is not None


@dataclass(slots=True)
class NameRules:
    """The rules for one session.

    `used_temporary` tells whether an answer rests on the session's own temporary tables.
    """

    grants: Grants
    catalog: str
    search_path: tuple[str, ...]
    facts: Callable[[], Facts]
    cursor: Cursor
    used_temporary: bool = False

    def refused_relation(self, name: Name, defined: Container[str]) -> str | None:
        """Why a relation may not be read, as what the role may not do; None when it may."""
        if is_file_like(".".join(name)):
            return "read files"
        if len(name) == 1 and name[0] in defined and not self._is_real(name[0]):
            return None
        place = self._place(name)
        if place is None:
            return f"reach the database {name[0]!r}"
        schema, table = place
        if schema not in OPEN_PLACES and table in HIDDEN_VIEWS:
            return f"read {table}"
        if schema in OPEN_PLACES | SYSTEM_SCHEMAS or not self.grants.restricted:
            return None
        return self._ungranted(name, schema, table, self.grants.may_read, "read")

    def refused_string(self, text: str | None) -> str | None:
        """Why a string that stands for a relation may not be read."""
        if text is None or has_odd_spaces(text):
            return "name a table in this spelling"
        if is_file_like(text):
            return "read files"
        if "." in text or '"' in text:
            return "name a table with its schema in one string"
        return self.refused_relation((folded(text),), ())

    def refused_target(self, target: Target) -> str | None:
        """Why an object may not be changed."""
        name = target.name
        if not target.kind or not name:
            return "change this kind of object"
        if is_file_like(".".join(name)):
            return "use names that DuckDB could take for files"
        if target.kind in _MADE_BY_NAME and name[-1] in function_classes().every | SYNTAX:
            return f"give a macro the name of DuckDB's own {name[-1]}()"
        return self._refused_schema(name) if target.kind == "schema" else self._refused_object(target)

    def _refused_object(self, target: Target) -> str | None:
        place = self._place(target.name)
        if place is None or place[0] == CATALOG_DATABASE:
            return f"change the database {target.name[0]!r}"
        schema, name = place
        if schema == "temp" or target.temporary:
            return None
        protected = PROTECTED_SCHEMAS.intersection((schema,) if schema else self.search_path)
        if protected:
            return f"change the schema {min(protected)!r}"
        granted = not self.grants.restricted
        return None if granted else self._ungranted(target.name, schema, name, self.grants.may_write, "change")

    def _refused_schema(self, name: Name) -> str | None:
        schema = name[-1]
        elsewhere = len(name) > 1 and name[0] != self.catalog
        if elsewhere or schema in PROTECTED_SCHEMAS | BUILT_IN | self.facts().other_databases:
            return f"change the schema {schema!r}"
        if self.grants.restricted and not {"*.*", f"{schema}.*"}.intersection(map(folded, self.grants.writes)):
            return f"change the schema {schema!r}"
        return None

    def _place(self, name: Name) -> tuple[str, str] | None:
        """Schema and table of a name; the schema is "" where the search path decides. None is another database."""
        if len(name) == 1:
            return None if any("." in schema for schema in self.search_path) else ("", name[0])
        first = name[0]
        if first in BUILT_IN:
            return (name[-2] if first == "system" and len(name) > 2 else first), name[-1]  # noqa: PLR2004 - three parts
        if len(name) == 2:  # noqa: PLR2004 - schema and table, or database and table
            if first == self.catalog:
                return DEFAULT_SCHEMA, name[1]
            return None if first in self.facts().other_databases else (first, name[1])
        return (name[1], name[2]) if first == self.catalog and len(name) == 3 else None  # noqa: PLR2004 - as above

    def _is_real(self, name: str) -> bool:
        """Whether a table has the name that a WITH clause defines: outside of the clause it would be meant."""
        return self.grants.restricted and any(table == name for _, table in self.facts().relations)

    def _ungranted(
        self, name: Name, schema: str, table: str, granted: Callable[[str, str], bool], deed: str
    ) -> str | None:
        relations = self.facts().relations
        possible = [schema] if schema else [each for each in self.search_path if (each, table) in relations]
        if not schema and not possible:
            if OPEN_VIEWS.fullmatch(table) and deed == "read":
                return None
            if table in temporary_relations(self.cursor):
                self.used_temporary = True
                return None
            possible = list(self.search_path)
        return None if all(granted(each, table) for each in possible) else f"{deed} {'.'.join(name)}"
