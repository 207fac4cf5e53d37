"""Python clients of an environment of their own, made to look at a schema: python others.py CLIENT URL"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit


def pg8000(url: str) -> None:
    import pg8000.dbapi

    parts = urlsplit(url)
    connection = pg8000.dbapi.connect(
        user=parts.username, host=parts.hostname, port=parts.port, database=parts.path[1:]
    )
    cursor = connection.cursor()
    cursor.execute("SELECT * FROM flights WHERE id = %s", (1,))
    connection.rollback()
    connection.tpc_recover()


def peewee(url: str) -> None:
    import peewee as client
    from playhouse.reflection import generate_models, print_model

    parts = urlsplit(url)
    database = client.PostgresqlDatabase(parts.path[1:], user=parts.username, host=parts.hostname, port=parts.port)
    with contextlib.redirect_stdout(io.StringIO()):
        for model in generate_models(database).values():
            print_model(model)
    for table in database.get_tables():
        (
            database.get_indexes(table),
            database.get_columns(table),
            database.get_primary_keys(table),
            database.get_foreign_keys(table),
        )
    database.get_views(), database.sequence_exists("booking_numbers"), database.table_exists("flights")


def alembic(url: str) -> None:
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = sa.create_engine(url.replace("postgresql", "postgresql+psycopg2", 1))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_schemas": True}
        )
        metadata = sa.MetaData()
        sa.Table(
            "flights",
            metadata,
            sa.Column("id", sa.BigInteger, primary_key=True),
            sa.Column("fare", sa.Numeric(10, 2), server_default="0.00"),
            sa.Column("number", sa.Integer, server_default="1"),
        )
        compare_metadata(context, metadata)


def sqlacodegen(url: str) -> None:
    import subprocess

    subprocess.run(
        [str(Path(sys.executable).with_name("sqlacodegen")), url.replace("postgresql", "postgresql+psycopg", 1)],
        check=True,
        capture_output=True,
    )


def connectorx(url: str) -> None:
    import connectorx

    connectorx.read_sql(url, "SELECT * FROM airlines", return_type="arrow")
    connectorx.read_sql(url, "SELECT id, number FROM flights", partition_on="id", partition_num=2, return_type="arrow")


def pgcli(url: str) -> None:
    from pgcli.pgexecute import PGExecute

    parts = urlsplit(url)
    run = PGExecute(parts.path[1:], parts.username, "", parts.hostname, str(parts.port), url)
    run.search_path(), list(run.tables()), list(run.views()), list(run.table_columns()), list(run.view_columns())
    (
        list(run.foreignkeys()),
        list(run.functions()),
        list(run.datatypes()),
        list(run.casing()),
        run.schemata(),
        run.full_databases(),
    )
    list(run.databases()), run.is_protocol_error(), run.get_timezone()
    for command in (
        r"\d",
        r"\d flights",
        r"\d+ flights",
        r"\dt+",
        r"\dv+",
        r"\di+",
        r"\ds+",
        r"\df+",
        r"\dT+",
        r"\dn+",
        r"\du+",
        r"\l+",
        r"\dx+",
        r"\db+",
        r"\dD+",
        r"\dF+",
        r"\dm+",
        r"\ddp",
        r"\dp",
    ):
        with contextlib.suppress(Exception):
            list(run.run(command))


def harlequin(url: str) -> None:
    from harlequin_postgres import HarlequinPostgresAdapter

    connection = HarlequinPostgresAdapter((url,)).connect()
    catalog = connection.get_catalog()
    for database in catalog.items:
        for schema in getattr(database, "fetch_children", list)():
            for relation in getattr(schema, "fetch_children", list)():
                list(getattr(relation, "fetch_children", list)())
    connection.get_completions()
    connection.execute("SELECT * FROM flights").fetchall()


def duckdb(url: str) -> None:
    import duckdb as client

    clients = Path(__file__).resolve().parents[4] / ".clients"
    (extension,) = clients.glob("**/postgres_scanner.duckdb_extension")
    engine = client.connect(config={"extension_directory": tempfile.mkdtemp()})
    engine.execute(f"LOAD '{extension}'")
    engine.execute(f"ATTACH '{url}' AS there (TYPE postgres)")
    engine.execute("SHOW ALL TABLES").fetchall()
    engine.execute("SELECT carrier, count(*) FROM there.flights WHERE day = '2013-01-01' GROUP BY 1").fetchall()
    engine.execute("CREATE TABLE there.made AS SELECT * FROM there.airlines")
    engine.execute("INSERT INTO there.made VALUES ('ZZ', 'Nobody')")
    engine.execute("DROP TABLE there.made")
    engine.execute("SELECT * FROM postgres_query('there', 'SELECT version()')").fetchall()
    engine.execute("SELECT * FROM there.weather").fetchall()


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
