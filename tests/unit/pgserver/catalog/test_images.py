from __future__ import annotations

import os
import re
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database
from reedbed.pgserver.catalog import DATABASE, images, install, installation
from reedbed.pgserver.catalog.images import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reedbed.engine import Cursor

# The engine writes a query that it has read back in another spelling: DECIMAL(38, 16), CAST(a AS "UINTEGER"), and
# parentheses around the parts of a UNION ALL.
SPELLINGS = re.compile(r'[()" ]')
MADE = (
    "SELECT schema_name, comment FROM duckdb_schemas() WHERE database_name = ?",
    """SELECT schema_name, view_name, comment, tags, internal, temporary, column_count, sql
        FROM duckdb_views() WHERE database_name = ? AND NOT internal""",
    """SELECT schema_name, table_name, comment, tags, temporary, estimated_size, column_count, sql
        FROM duckdb_tables() WHERE database_name = ?""",
    """SELECT * EXCLUDE (database_oid, schema_oid, table_oid)
        FROM duckdb_columns() WHERE database_name = ? AND NOT internal""",
    "SELECT * EXCLUDE (database_oid, function_oid) FROM duckdb_functions() WHERE database_name = ?",
)
"""All that a database holds, but for the numbers that the engine gives."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where nobody has kept an image yet."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


@pytest.fixture
def image() -> Image:
    with Database.open(None) as database:
        made = Image.of(database.cursor(), ["SELECT 1"])
    assert made is not None
    return made


def kept(folder: Path) -> list[Path]:
    """What is there beside Python's own byte code, what was left half done too."""
    return sorted(path for path in folder.rglob("catalog-*") if path.name != "catalog")


def told(database: Database) -> list[list[str]]:
    """What the catalog's database holds, and the rows of its tables."""
    tables = database.rows("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?", (DATABASE,))
    answers = [database.rows(query, (DATABASE,)) for query in MADE]
    answers.extend(database.rows(f'SELECT * FROM {DATABASE}.{schema}."{name}"') for schema, name in tables)
    return [sorted(SPELLINGS.sub("", "|".join(map(str, row))) for row in rows) for rows in answers]


def test_a_copied_catalog_is_the_one_that_was_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database.open(None) as database:
        install(database)
        made = told(database)
    (image,) = kept(folder)
    assert stat.S_IMODE(image.stat().st_mode) == 0o600
    copied = list[bool]()

    def noted(cursor: Cursor, target: str, content: bytes) -> bool:
        copied.append(images.copy_into(cursor, target, content))
        return copied[-1]

    monkeypatch.setattr(installation, "copy_into", noted)
    with Database.open(None) as database:
        install(database)
        again = told(database)
        # The image is seen by nobody.
        assert database.rows("SELECT count(*) FROM duckdb_databases() WHERE NOT internal") == [(2,)]
        assert database.rows("SELECT datname FROM reedbed_catalog.pg.pg_database") == [("memory",)]
    assert copied == [True]
    assert [len(rows) for rows in again] == [len(rows) for rows in made]
    assert [row for rows in again for row in rows] == [row for rows in made for row in rows]


def test_a_database_that_reaches_no_file_has_its_catalog_made(folder: Path) -> None:
    with Database.open(None) as database:
        database.shut_in(())
        assert install(database)
        assert database.rows("SELECT oid FROM reedbed_catalog.pg.pg_class WHERE relname = 'pg_class'") == [(1259,)]
    assert kept(folder) == []


def test_what_was_kept_is_read(image: Image) -> None:
    assert image.read() is None
    image.keep(b"a database" * 1000)
    assert image.read() == b"a database" * 1000


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-1], lambda text: text[:20], lambda _: b"", lambda text: text + b"\0"]
)
def test_a_damaged_image_is_none(image: Image, damage: Callable[[bytes], bytes]) -> None:
    image.keep(b"a database")
    image.path.write_bytes(damage(image.path.read_bytes()))
    assert image.read() is None


def test_every_byte_of_an_image_counts(image: Image) -> None:
    image.keep(b"a database")
    whole = image.path.read_bytes()
    for place in range(len(whole)):
        image.path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert image.read() is None


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_an_image_that_others_may_write_is_none(image: Image, mode: int) -> None:
    image.keep(b"a database")
    image.path.chmod(mode)
    assert image.read() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_an_image_of_another_user_is_none(image: Image) -> None:
    image.keep(b"a database")
    os.chown(image.path, 12345, -1)
    assert image.read() is None


def test_an_image_is_neither_a_link_nor_a_pipe_nor_a_folder(image: Image, folder: Path) -> None:
    image.keep(b"a database")
    elsewhere = image.path.rename(folder / "elsewhere")
    image.path.symlink_to(elsewhere)
    assert image.read() is None
    image.path.unlink()
    os.mkfifo(image.path)
    assert image.read() is None
    image.path.unlink()
    image.path.mkdir()
    assert image.read() is None


def test_an_image_of_other_definitions_is_none_and_goes(image: Image) -> None:
    image.keep(b"a database")
    with Database.open(None) as database:
        other = Image.of(database.cursor(), ["SELECT 2"])
    assert other is not None
    assert other.path != image.path
    # Nor under the other's name.
    other.path.write_bytes(image.path.read_bytes())
    assert other.read() is None
    other.keep(b"another")
    assert (other.read(), image.path.exists()) == (b"another", False)


def test_nothing_is_kept_where_python_keeps_nothing(
    image: Image, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    image.keep(b"a database")
    assert kept(folder) == []
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    with Database.open(None) as database:
        assert Image.of(database.cursor(), ["SELECT 1"]) is None


def test_a_catalog_is_made_where_no_image_can_be_written(folder: Path) -> None:
    (folder / "cache").write_text("a file where the folder would be")
    with Database.open(None) as database:
        assert install(database)
        assert database.rows("SELECT oid FROM reedbed_catalog.pg.pg_class WHERE relname = 'pg_class'") == [(1259,)]


def test_an_image_is_whole_while_many_write_it(image: Image, folder: Path) -> None:
    content = os.urandom(300_000)
    found = set[bool]()
    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(image.keep, content) for _ in range(40)]
        while not all(each.done() for each in writing):
            found.add(image.read() in (None, content))
    assert [each.exception() for each in writing] == [None] * 40
    assert (found - {True}, image.read() == content) == (set(), True)
    assert kept(folder) == [image.path]


def test_an_image_that_the_engine_cannot_read_leaves_nothing_behind(folder: Path) -> None:
    with Database.open(None) as database:
        cursor = database.cursor()
        cursor.execute(f"ATTACH ':memory:' AS {DATABASE}")
        assert not images.copy_into(cursor, DATABASE, b"no database")
        assert database.rows("SELECT count(*) FROM duckdb_databases() WHERE NOT internal") == [(2,)]
    assert kept(folder) == []
