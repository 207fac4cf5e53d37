"""Names that nobody can read back: keyed hashes of authors and threads, and the key that makes them.

The key is 32 random bytes in `author.key` of the workspace, readable by its owner only. The same key
gives the same identifiers in every run; without it nobody can tell whose they are by hashing a list of names.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING

from conversations.errors import AuthorKeyLost

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY_FILE = "author.key"
_KEY_BYTES = 32


def author_key(folder: Path, *, may_make: bool) -> bytes:
    """The workspace's key, made when there is none and `may_make`; AuthorKeyLost otherwise."""
    path = folder / KEY_FILE
    if not path.exists():
        if not may_make:
            raise _lost(path, "is missing")
        _make(path)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError as error:
        raise _lost(path, "is damaged") from error
    if len(key) != _KEY_BYTES:
        raise _lost(path, "is damaged")
    return key


def _lost(path: Path, what: str) -> AuthorKeyLost:
    return AuthorKeyLost(
        f"{path} {what}. The messages of this workspace were named with it; with another key they would"
        " all be stored a second time, under other names.",
        hint=f"put {KEY_FILE} back from a backup, or start over with another workspace_path",
        path=str(path),
    )


def _make(path: Path) -> None:
    """Write a new key whole or not at all; this process owns the workspace, so nobody else makes one."""
    aside = path.with_name(f".{KEY_FILE}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


def keyed_uuid(key: bytes, *parts: str) -> str:
    """The first 16 bytes of HMAC-SHA256 over `parts`, spelled as a UUID of version 5 (one made by hashing)."""
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    return str(uuid.UUID(bytes=hmac.digest(key, message, hashlib.sha256)[:16], version=5))


def author_ids(key: bytes) -> Callable[[str], str]:
    """A function from a raw name to its identifier; one name in two Unicode spellings is one author."""

    @lru_cache(maxsize=65_536)
    def identify(name: str) -> str:
        return keyed_uuid(key, "author", unicodedata.normalize("NFC", name))

    return identify


def thread_id(key: bytes, title: str) -> str:
    """The identifier of a thread: its title is a person's or a group's name, so it is hashed too."""
    return keyed_uuid(key, "thread", unicodedata.normalize("NFC", title))
