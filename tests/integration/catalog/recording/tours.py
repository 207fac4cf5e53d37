"""What each Python client is made to do while it is recorded: look at a schema, as its users make it look."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = ("airlines", "airports", "flights", "weather")
QUESTIONS = (
    "SELECT * FROM flights WHERE day = '2013-01-01' ORDER BY id",
    "SELECT carrier, count(*), avg(fare) FROM flights GROUP BY carrier ORDER BY carrier",
)


def psycopg_3(url: str) -> None:
    """Type look-ups, server cursors, transactions and their levels, two-phase names, pipelines."""
    import psycopg
    from psycopg.types import TypeInfo
    from psycopg.types.composite import CompositeInfo
    from psycopg.types.enum import EnumInfo
    from psycopg.types.multirange import MultirangeInfo
    from psycopg.types.range import RangeInfo

    with psycopg.connect(url) as connection:
        for kind, name in (
            (TypeInfo, "int4"),
            (EnumInfo, "cabin"),
            (CompositeInfo, "flights"),
            (RangeInfo, "int4range"),
        ):
            kind.fetch(connection, name)
        MultirangeInfo.fetch(connection, "int4multirange")
        TypeInfo.fetch(connection, "hstore")
        with connection.cursor("named") as cursor:
            cursor.execute(QUESTIONS[0])
            cursor.fetchall()
        connection.commit()
        for level in psycopg.IsolationLevel:
            connection.isolation_level = level
            connection.execute("SELECT current_setting('transaction_isolation')")
            connection.commit()
        connection.isolation_level = None
        connection.read_only = True
        connection.deferrable = True
        connection.execute("SELECT version()")
        connection.commit()
    with psycopg.connect(url, autocommit=True) as connection:
        with contextlib.suppress(ZeroDivisionError), connection.transaction(), connection.transaction():
            raise ZeroDivisionError
        for ask in ("current_user", "session_user", "current_database()", "current_schema()", "pg_backend_pid()"):
            connection.execute(f"SELECT {ask}")
        for name in (
            "server_version",
            "TimeZone",
            "DateStyle",
            "client_encoding",
            "search_path",
            "standard_conforming_strings",
        ):
            connection.execute(f"SHOW {name}")
        connection.execute("SELECT set_config('application_name', %s, false)", ["tour"])
        connection.execute("SELECT pg_cancel_backend(0), pg_is_in_recovery()")


def psycopg_2(url: str) -> None:
    """Its own session statements, and what `register_*` asks for."""
    import psycopg2
    import psycopg2.extensions as ext
    from psycopg2 import extras

    connection = psycopg2.connect(url)
    for level in (
        ext.ISOLATION_LEVEL_READ_COMMITTED,
        ext.ISOLATION_LEVEL_REPEATABLE_READ,
        ext.ISOLATION_LEVEL_SERIALIZABLE,
    ):
        connection.set_isolation_level(level)
        connection.cursor().execute("SELECT 1")
        connection.rollback()
    connection.set_session(readonly=True, deferrable=True, isolation_level="SERIALIZABLE")
    connection.cursor().execute("SELECT 1")
    connection.rollback()
    connection.set_session(readonly=False, autocommit=True)
    connection.set_client_encoding("UTF8")
    for register in (extras.register_hstore, lambda c: extras.register_composite("flights", c)):
        with contextlib.suppress(psycopg2.Error):
            register(connection)
    extras.register_default_json(connection)
    connection.reset()
    connection.close()


def asyncpg(url: str) -> None:
    """Type introspection of every kind, statements' attributes, transactions, reset at release."""
    import asyncpg as client

    async def tour() -> None:
        pool = await client.create_pool(url, min_size=1, max_size=1)
        async with pool.acquire() as connection:
            for level in ("serializable", "repeatable_read", "read_committed"):
                async with connection.transaction(isolation=level, readonly=True), connection.transaction():
                    pass
            await connection.fetch("SELECT * FROM flights WHERE seat = $1", "economy")
            await connection.fetch("SELECT * FROM weather WHERE key = $1", "12345678123456781234567812345678")
            await connection.fetch("SELECT f FROM flights f")
            await connection.fetch("SELECT ARRAY['economy'::cabin]")
            await connection.set_type_codec("json", encoder=str, decoder=str, schema="pg_catalog")
            with contextlib.suppress(ValueError):
                await connection.set_builtin_type_codec("hstore", codec_name="pg_contrib.hstore")
            statement = await connection.prepare("SELECT id, fare FROM flights WHERE day > $1")
            statement.get_attributes()
            statement.get_parameters()
            await connection.add_listener("news", print)
            await connection.remove_listener("news", print)
            with contextlib.suppress(client.PostgresError):
                await connection.fetch("SELECT nothing")
        await pool.close()

    asyncio.run(tour())


def sqlalchemy(url: str) -> None:
    """Reflection of everything it can reflect, on two drivers, and the ORM's session statements."""
    import sqlalchemy as sa

    for driver in ("psycopg", "psycopg2"):
        engine = sa.create_engine(url.replace("postgresql", f"postgresql+{driver}", 1))
        inspector = sa.inspect(engine)
        inspector.get_schema_names()
        for schema in (None, "archive"):
            sa.MetaData().reflect(engine, schema=schema, views=True)
            for ask in (
                "get_table_names",
                "get_view_names",
                "get_sequence_names",
                "get_materialized_view_names",
                "get_enums",
                "get_temp_table_names",
                "get_temp_view_names",
                "get_domains",
                "get_foreign_table_names",
            ):
                getattr(inspector, ask)(*([] if "temp" in ask else [schema]))
        for table in TABLES:
            for ask in (
                "columns",
                "pk_constraint",
                "foreign_keys",
                "indexes",
                "unique_constraints",
                "check_constraints",
                "table_comment",
                "table_options",
            ):
                getattr(inspector, f"get_{ask}")(table)
            inspector.has_table(table)
            inspector.has_index(table, "flights_by_day")
            inspector.get_table_oid(table)  # type: ignore[attr-defined]  # of the inspector for PostgreSQL
        inspector.get_view_definition("delayed_flights")
        for ask in (
            "columns",
            "pk_constraint",
            "foreign_keys",
            "indexes",
            "unique_constraints",
            "check_constraints",
            "table_comment",
        ):
            getattr(inspector, f"get_multi_{ask}")()
            getattr(inspector, f"get_multi_{ask}")(kind=sa.engine.reflection.ObjectKind.ANY, schema="archive")
        inspector.has_sequence("booking_numbers")
        inspector.has_schema("archive")
        metadata = sa.MetaData()
        sa.Table(
            "made",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("kind", sa.Enum("a", "b", name="kinds")),
            sa.Column("at", sa.DateTime(timezone=True), index=True),
        )
        metadata.create_all(engine)
        metadata.drop_all(engine)
        for level in ("AUTOCOMMIT", "SERIALIZABLE", "READ COMMITTED"):
            with engine.connect().execution_options(isolation_level=level) as connection:
                connection.execute(sa.text("SELECT 1"))
                connection.get_isolation_level()
        engine.dispose()


def django(url: str) -> None:
    """`migrate` of three built-in applications, `inspectdb`, and the introspection behind them."""
    program = f"""
import io, sys
from urllib.parse import urlsplit
import django
from django.conf import settings
from django.core.management import call_command
parts = urlsplit({url!r})
settings.configure(
    DATABASES={{"default": {{"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username,
                           "PASSWORD": parts.password or "", "HOST": parts.hostname, "PORT": parts.port}}}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True)
django.setup()
call_command("inspectdb", stdout=io.StringIO(), include_views=True)
from django.db import connection
with connection.cursor() as cursor:
    inspect = connection.introspection
    inspect.get_table_list(cursor)
    for table in {TABLES!r}:
        inspect.get_table_description(cursor, table)
        inspect.get_sequences(cursor, table)
        inspect.get_relations(cursor, table)
        inspect.get_constraints(cursor, table)
        inspect.get_primary_key_columns(cursor, table)
call_command("migrate", verbosity=0)
call_command("sqlsequencereset", "auth", stdout=io.StringIO())
call_command("flush", interactive=False, verbosity=0)
call_command("migrate", "auth", "zero", verbosity=0)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, capture_output=True)


def adbc(url: str) -> None:
    """GetObjects at each depth, table schemas, types, ingest."""
    import adbc_driver_postgresql.dbapi as client

    with client.connect(url) as connection:
        for depth in ("catalogs", "db_schemas", "tables", "all"):
            connection.adbc_get_objects(depth=depth).read_all()
        connection.adbc_get_objects(table_name_filter="fl%", db_schema_filter="public").read_all()
        connection.adbc_get_info()
        connection.adbc_get_table_types()
        connection.adbc_get_table_schema("flights")
        connection.adbc_get_table_schema("flights_2013", db_schema_filter="archive")
        with connection.cursor() as cursor:
            cursor.execute(QUESTIONS[0])
            table = cursor.fetch_arrow_table().select(["id", "note"])
            cursor.adbc_ingest("ingested", table, mode="create")
            cursor.execute("DROP TABLE ingested")
        connection.commit()


def ibis(url: str) -> None:
    """Connecting, listing, schemas, a memtable, a view of a query."""
    import ibis as client

    connection = client.connect(url)
    # Also where the tour breaks off: a connection that is collected while it is open is a warning somewhere else.
    with contextlib.ExitStack() as stack:
        stack.callback(connection.disconnect)
        connection.list_tables()
        connection.list_databases()
        connection.list_catalogs()
        for table in TABLES:
            connection.table(table).schema()
        connection.table("flights_2013", database="archive").schema()
        connection.sql(QUESTIONS[1]).to_pyarrow()
        made: Any = connection.create_table("made", connection.table("airlines"), overwrite=True)
        made.join(client.memtable({"carrier": ["UA"]}), "carrier").to_pandas()
        connection.drop_table("made")
        connection.version  # noqa: B018 - a property that asks the server


def pandas(url: str) -> None:
    """`to_sql`, `read_sql_table` and what they look up."""
    import pandas as pd
    import sqlalchemy as sa

    engine = sa.create_engine(url.replace("postgresql", "postgresql+psycopg", 1))
    with contextlib.ExitStack() as stack:
        stack.callback(engine.dispose)
        pd.read_sql_table("flights", engine)
        frame = pd.read_sql_query(QUESTIONS[1], engine)
        for choice in ("replace", "append"):
            frame.to_sql("summary", engine, if_exists=choice, index=False)
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE summary"))


TOURS: dict[str, tuple[str, Callable[[str], None]]] = {
    "psycopg 3": (version("psycopg"), psycopg_3),
    "psycopg2": (version("psycopg2-binary"), psycopg_2),
    "asyncpg": (version("asyncpg"), asyncpg),
    "SQLAlchemy": (version("sqlalchemy"), sqlalchemy),
    "Django": (version("django"), django),
    "ADBC": (version("adbc-driver-postgresql"), adbc),
    "Ibis": (version("ibis-framework"), ibis),
    "pandas": (version("pandas"), pandas),
}
"""By client: its version, and what it is made to do at a URL."""
