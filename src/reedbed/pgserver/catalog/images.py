"""The catalog as a file of DuckDB's, kept beside this package's compiled code: made once, copied into each database.

DuckDB binds whatever a view names when the view is made, down to its own catalog, and again for each view above it:
making the catalog takes 0.4 s of a processor, copying it 0.05 s. What the file says runs in the owner's process. So it
lies where Python keeps this package's byte code, which runs there too; it is read only if nobody could write it who
could not change the package; and it is named and signed by a digest of the statements that make the catalog and of
the engine that ran them. Where anything is amiss the catalog is made by those statements.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from reedbed.errors import ReedbedError
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.engine import Cursor

ATTACHED: Final = "reedbed_catalog_image"
"""What the file is called while it is attached: `\\l` passes over it as over the catalog itself."""

_BLOCK_BYTES: Final = 16384
"""The smallest block: with DuckDB's usual ones the file takes 5 MB instead of 1.5, and longer to copy."""

_DIGEST_BYTES: Final = 32
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """Where the image of one catalog is kept, and what it has to be made of."""

    path: Path
    key: bytes
    stem: str

    @classmethod
    def of(cls, cursor: Cursor, statements: Sequence[str]) -> Self | None:
        """The image of what `statements` make; None where Python keeps no compiled code."""
        version, source = cursor.rows("SELECT library_version, source_id FROM pragma_version()")[0]
        digest = sha256(f"{version} {source}".encode())
        for statement in statements:
            digest.update(b"\0" + statement.encode())
        try:
            folder = Path(cache_from_source(__file__)).parent
        except NotImplementedError:
            # An interpreter without a tag for its byte code, which keeps none.
            return None
        stem = f"catalog-{version}-"
        return cls(path=folder / f"{stem}{digest.hexdigest()[:16]}.image", key=digest.digest(), stem=stem)

    def read(self) -> bytes | None:
        """The database file; None where there is none, or none to be trusted."""
        try:
            with open(self.path, "rb", opener=_opened_itself) as file:
                written = file.read() if _is_as_safe_as_the_code(os.fstat(file.fileno())) else b""
        except OSError:
            return None
        signed, packed = written[:_DIGEST_BYTES], written[_DIGEST_BYTES:]
        return zlib.decompress(packed) if signed == self._signature(packed) else None

    def keep(self, content: bytes) -> None:
        """Keep a database file for those who come later, unless Python is told to keep none of its own, either.

        Images of the same DuckDB that other definitions made are removed. Raises `OSError` where it cannot be written.
        """
        if sys.dont_write_bytecode:
            return
        packed = zlib.compress(content, 1)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=self.stem, dir=self.path.parent) as folder:
            made = Path(folder) / "image"
            made.touch(mode=0o600)
            made.write_bytes(self._signature(packed) + packed)
            made.replace(self.path)
        for other in self.path.parent.glob(f"{self.stem}*.image"):
            if other != self.path:
                other.unlink(missing_ok=True)

    def _signature(self, packed: bytes) -> bytes:
        return sha256(self.key + packed).digest()


def copy_into(cursor: Cursor, database: str, content: bytes) -> bool:
    """Copy what a database file holds into an empty attached database; whether that went well.

    It does not where the database is shut in, and reaches no file.
    """
    try:
        with _private_file() as path:
            path.write_bytes(content)
            _copied(cursor, f"{literal(str(path))} AS {ATTACHED} (READ_ONLY)", ATTACHED, database)
    except (ReedbedError, OSError):
        return False
    return True


def content_of(cursor: Cursor, database: str) -> bytes:
    """A database file that holds what an attached database does. Raises `ReedbedError` and `OSError`."""
    with _private_file() as path:
        _copied(cursor, f"{literal(str(path))} AS {ATTACHED} (BLOCK_SIZE {_BLOCK_BYTES})", database, ATTACHED)
        return path.read_bytes()


def _copied(cursor: Cursor, attached: str, origin: str, target: str) -> None:
    cursor.execute(f"ATTACH {attached}")
    try:
        cursor.execute(f"COPY FROM DATABASE {origin} TO {target}")
    finally:
        # Writes what is in the log into the file, too.
        cursor.execute(f"DETACH {ATTACHED}")


@contextmanager
def _private_file() -> Iterator[Path]:
    """A place for a file that nobody else reaches: what was found right is what DuckDB opens."""
    with tempfile.TemporaryDirectory(prefix="reedbed-catalog-") as folder:
        yield Path(folder) / "catalog.db"


def _opened_itself(path: str, flags: int) -> int:
    """Opened neither through a link nor by waiting for whoever writes into a pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _is_as_safe_as_the_code(found: os.stat_result) -> bool:
    """Whether only those could write a file who can change this package, or are this user or the system's."""
    trusted = {0, os.geteuid(), Path(__file__).stat().st_uid}
    return stat.S_ISREG(found.st_mode) and found.st_uid in trusted and not found.st_mode & _OTHERS_WRITE
