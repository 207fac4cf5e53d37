"""The export archive: opening it without trusting it, finding the chats in it, and streaming their lines.

Nothing is ever unpacked to disk; names of entries are looked at and never used as paths.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self

from conversations.errors import (
    ChatMissing,
    ChatUnreadable,
    ExportNotFound,
    ExportNotZip,
    ExportUnsafe,
    FileRefused,
)
from conversations.headers import header

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_MEBIBYTE = 1 << 20
# Chat text shrinks to a fifth, a busy one of stock phrases to a fifteenth; DEFLATE ends at a thousandth.
_BOMB_RATIO = 100
_BOMB_BYTES = 10 * _MEBIBYTE
_MOST_ENTRIES = 200_000
# WhatsApp ends a message at 65,536 characters; the rest is room for what it may become.
LONGEST_LINE = _MEBIBYTE
_COPY_NUMBER = re.compile(r" \(\d+\)$")
_ENCRYPTED = 0x1


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """One chat text of an archive; `title` names its thread, None when only its first line can."""

    entry: str
    title: str | None


class Export:
    """An open archive whose entries have been checked; close it, or use it in a `with` block."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        for entry in _checked(path, archive):
            _refuse_unsafe(path, entry)
        self.media = frozenset(PurePosixPath(name).name for name in archive.namelist())
        self.chats = _chats(self)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an export; raises ExportNotFound, ExportNotZip, ExportUnsafe or ChatMissing."""
        if not path.is_file():
            raise ExportNotFound(
                f"'export' takes the zip file that WhatsApp made; there is no file at {path}.",
                hint=f"""python -m conversations generate '{{"path": "{path}", "messages": 1000}}'""",
                path=str(path),
            )
        try:
            archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise ExportNotZip(
                f"{path} is no zip archive: {error}.",
                hint="choose 'Export chat' in WhatsApp again and pass the .zip file as it came",
                path=str(path),
            ) from error
        except OSError as error:
            raise FileRefused(f"{path} cannot be read: {error.strerror}.", path=str(path)) from error
        try:
            return cls(path, archive)
        except BaseException:
            archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def entries(self) -> list[str]:
        """The names of all files of the archive."""
        return [entry.filename for entry in self._archive.infolist() if not entry.is_dir()]

    def lines(self, entry: str) -> Iterator[str]:
        """The lines of a text, one at a time and without their ends; ChatUnreadable when it is damaged.

        A line is cut after `LONGEST_LINE` characters, so that a file without line ends cannot fill the memory.
        """
        try:
            with self._archive.open(entry) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="\n") as text:
                while line := text.readline(LONGEST_LINE):
                    yield line.rstrip("\r\n")
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise self._unreadable(entry, f"is damaged: {error}") from error
        except UnicodeDecodeError as error:
            raise self._unreadable(entry, f"is not UTF-8: byte 0x{error.object[error.start]:02x}") from error
        except NotImplementedError as error:
            raise self._unreadable(entry, f"is packed in a way that cannot be read: {error}") from error
        except OSError as error:
            raise FileRefused(f"{self.path} cannot be read: {error.strerror}.", path=str(self.path)) from error

    def _unreadable(self, entry: str, what: str) -> ChatUnreadable:
        return ChatUnreadable(
            f"{entry!r} in {self.path} {what}.",
            hint="export the chat again; nothing of this file was stored",
            path=str(self.path),
            entry=entry,
        )


def _checked(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise ExportUnsafe(
            f"{path} has {len(entries):,} entries; a chat export has a few thousand, at most {_MOST_ENTRIES:,}.",
            hint="check where this file comes from",
            path=str(path),
            entries=len(entries),
        )
    return entries


def _refuse_unsafe(path: Path, entry: zipfile.ZipInfo) -> None:
    # orig_filename is the name before zipfile cuts it at a NUL and turns separators round.
    name = entry.orig_filename.replace("\\", "/")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\0" in name or re.match(r"[A-Za-z]:", name):
        raise ExportUnsafe(
            f"The entry {entry.orig_filename!r} of {path} leads out of the archive's folder.",
            hint="check where this file comes from; WhatsApp writes no such names",
            path=str(path),
            entry=entry.orig_filename,
        )
    if entry.file_size > _BOMB_BYTES and entry.file_size > _BOMB_RATIO * max(entry.compress_size, 1):
        raise ExportUnsafe(
            f"The entry {entry.filename!r} of {path} unpacks {entry.compress_size:,} bytes to {entry.file_size:,},"
            f" more than {_BOMB_RATIO} times its size.",
            hint="check where this file comes from; chats and pictures never shrink that far",
            path=str(path),
            entry=entry.filename,
            packed_bytes=entry.compress_size,
            unpacked_bytes=entry.file_size,
        )
    if entry.flag_bits & _ENCRYPTED:
        raise ChatUnreadable(
            f"The entry {entry.filename!r} of {path} is encrypted.",
            hint="unpack the archive with its password and zip it again without one",
            path=str(path),
            entry=entry.filename,
        )


def _chats(export: Export) -> list[Chat]:
    texts = sorted({name for name in export.entries() if name.lower().endswith(".txt")})
    named = [name for name in texts if _is_chat_name(name)]
    if not named and len(texts) == 1 and _starts_as_chat(export, texts[0]):
        named = texts
    if not named:
        raise ChatMissing(
            f"{export.path} holds no chat text: none of its {len(export.entries())} files is called '_chat.txt' or"
            " 'WhatsApp Chat with ….txt'.",
            hint="unzip -l shows what is in it; a backup of the phone is no chat export",
            path=str(export.path),
            texts=texts[:10],
        )
    return [Chat(entry=name, title=_title(export.path, name)) for name in named]


def _is_chat_name(name: str) -> bool:
    stem = PurePosixPath(name).stem.casefold()
    return stem == "_chat" or ("whatsapp" in stem and "chat" in stem) or stem.startswith(_OTHER_TITLES)


_OTHER_TITLES = ("discussion whatsapp", "conversa do whatsapp")


def _starts_as_chat(export: Export, name: str) -> bool:
    first = next((line for line in export.lines(name) if line.strip()), "")
    return header(first) is not None


def _title(path: Path, name: str) -> str | None:
    """What names a chat: its own file, else its folder in the archive, else an archive named by WhatsApp."""
    inside = PurePosixPath(name)
    if inside.stem.casefold() != "_chat":
        return _COPY_NUMBER.sub("", inside.stem)
    if inside.parent.name:
        return inside.parent.name
    return _COPY_NUMBER.sub("", path.stem) if "whatsapp" in path.stem.casefold() else None
