"""Names on the server: where `main` is, how a name is found without regard to case, and how long it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import DEFAULT_SCHEMA, TableName, quote

if TYPE_CHECKING:
    from reedbed.store.postgres.connections import Connection

LONGEST_BYTES = 63
"""PostgreSQL cuts longer names off (NAMEDATALEN), so that two could become one."""
COPIES = "reedbed_copies"
"""The one table that Reedbed keeps for itself on a server: which copies it got."""
TABLES, VIEWS = ("r", "p", "f"), ("v", "m")


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """A table or view as the server has it."""

    oid: int
    schema: str
    name: str
    is_table: bool

    @property
    def quoted(self) -> str:
        """The name in SQL text."""
        return f"{quote(self.schema)}.{quote(self.name)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Finds names; `default_schema` is what an application's `main` is on this server."""

    default_schema: str

    def schema(self, name: TableName) -> str:
        """The schema that a name lies in."""
        return self.default_schema if name.schema == DEFAULT_SCHEMA else name.schema

    def sql(self, name: TableName) -> str:
        """A name that is about to be made, in SQL text. Raises `InvalidName` when PostgreSQL would cut it off."""
        return f"{quote(fitting(self.schema(name)))}.{quote(fitting(name.name))}"

    def find(self, connection: Connection, name: TableName) -> Relation | None:
        """The table or view of a name: the one spelled like it before one in other letters."""
        rows = connection.rows(
            "SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE lower(n.nspname) = lower($1) "
            "AND lower(c.relname) = lower($2) AND c.relkind = ANY ('{r,p,f,v,m}') ORDER BY c.relname <> $2, c.relname",
            (self.schema(name), name.name),
        )
        if not rows:
            return None
        oid, schema, found, kind = rows[0]
        return Relation(oid=oid, schema=schema, name=found, is_table=kind in TABLES)

    def require(self, connection: Connection, name: TableName) -> Relation:
        """The table or view of a name. Raises `TableNotFound` with the nearest names."""
        found = self.find(connection, name)
        if found is None:
            raise errors.TableNotFound(str(name), self.all(connection))
        return found

    def all(self, connection: Connection) -> list[str]:
        """All tables and views, sorted; `schema.name` outside of the default schema."""
        rows = connection.rows(
            "SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind = ANY ('{r,p,f,v,m}') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
        )
        found = {(schema, name) for schema, name in rows} - {(self.default_schema, COPIES)}
        return sorted(name if schema == self.default_schema else f"{schema}.{name}" for schema, name in found)


def fitting(name: str) -> str:
    """`name`, which PostgreSQL keeps whole. Raises `InvalidName`."""
    if len(name.encode()) > LONGEST_BYTES:
        raise errors.InvalidName(
            f"PostgreSQL keeps {LONGEST_BYTES} bytes of a name; this one has {len(name.encode())}.",
            hint="choose a shorter name",
            name=name,
        )
    return name
