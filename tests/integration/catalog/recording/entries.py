"""A recorded statement: how it is asked again, and the file it is kept in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psycopg import pq
from tests.integration.libpq import Copied, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RELATIONS = ("airlines", "airports", "flights", "weather", "delayed_flights", "flights_by_day", "booking_numbers")
"""Names whose OIDs stand in recorded statements as `{oid of NAME}`, because every server gives others."""

FIRST_OWN_OID = 16384
"""PostgreSQL gives lower numbers to what it brings itself, the same on every server."""

FINE = {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement of one client, with the columns that PostgreSQL answered: (name, type OID)."""

    client: str
    version: str
    sql: str
    extended: bool = False
    types: tuple[int, ...] = ()
    formats: tuple[int, ...] = ()
    values: tuple[bytes | None, ...] = ()
    columns: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server made of an entry: the columns of its last statement, or an error."""

    columns: tuple[tuple[str, int], ...] = ()
    sqlstate: str = ""
    message: str = ""


@dataclass(kw_only=True)
class Replayer:
    """Asks entries again on a connection of libpq."""

    url: str
    oids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Connect and look up the OIDs that statements mention."""
        self.session = Session(self.url)
        for name in RELATIONS:
            found = list(self.session.simple(f"SELECT '{name}'::regclass::oid"))[-1]
            self.oids[name] = 0
            if not isinstance(found, Copied) and found.status in FINE:
                self.oids[name] = int(found.get_value(0, 0) or 0)

    def ask(self, entry: Entry) -> Answer:
        """Run it as its client did; a transaction or a wreck that it leaves behind gives way to a fresh session."""
        sql = with_oids(entry.sql, self.oids)
        if entry.extended:
            values = [with_oid_value(value, self.oids) for value in entry.values]
            results = list(self.session.extended(sql, values, entry.types, formats=entry.formats))
        else:
            results = list(self.session.simple(sql))
        answer = described(next((found for found in results if is_failed(found)), results[-1]))
        if answer.sqlstate or self.session.pg.transaction_status != pq.TransactionStatus.IDLE:
            self.session.close()
            self.session = Session(self.url)
        return answer


def is_failed(result: pq.abc.PGresult | Copied) -> bool:
    """Whether a result is an error."""
    return not isinstance(result, Copied) and result.status not in FINE


def described(result: pq.abc.PGresult | Copied) -> Answer:
    """The columns of a result, or its error."""
    if isinstance(result, Copied):
        return Answer()
    if result.status not in FINE:
        state = result.error_field(pq.DiagnosticField.SQLSTATE) or b"?"
        text = result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or result.get_error_message().encode()
        return Answer(sqlstate=state.decode(), message=text.decode())
    names = [(result.fname(at) or b"").decode() for at in range(result.nfields)]
    return Answer(columns=tuple((name, result.ftype(at)) for at, name in enumerate(names)))


def with_oids(sql: str, oids: Mapping[str, int]) -> str:
    """The statement with the OIDs of this server."""
    return re.sub(r"\{oid of (\w+)\}", lambda found: str(oids[found[1]]), sql)


def with_oid_value(value: bytes | None, oids: Mapping[str, int]) -> bytes | None:
    """A bound value with the OIDs of this server, in binary or text as it was."""
    found = re.fullmatch(rb"\{(text|binary) oid of (\w+)\}", value or b"")
    if found is None:
        return value
    oid = oids[found[2].decode()]
    return oid.to_bytes(4, "big") if found[1] == b"binary" else str(oid).encode()


def read(path: Path) -> list[Entry]:
    """The entries of one file."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Entry(
            client=document["client"],
            version=document["version"],
            sql=found["sql"],
            extended=found.get("extended", False),
            types=tuple(found.get("types", ())),
            formats=tuple(found.get("formats", ())),
            values=tuple(_value(text) for text in found.get("values", ())),
            columns=tuple((name, oid) for name, oid in found["columns"]),
        )
        for found in document["query"]
    ]


def write(path: Path, entries: Iterable[Entry]) -> None:
    """One file for one client; multi-line statements stand as they were sent."""
    entries = list(entries)
    lines = [f"client = {_quoted(entries[0].client)}", f"version = {_quoted(entries[0].version)}"]
    for entry in entries:
        lines += ["", "[[query]]", f"sql = {_text(entry.sql)}"]
        if entry.extended:
            lines.append("extended = true")
        if entry.types:
            lines.append(f"types = {list(entry.types)}")
        if entry.values:
            lines.append(f"formats = {list(entry.formats)}")
            lines.append(f"values = [{', '.join(_quoted(_spelled(value)) for value in entry.values)}]")
        lines.append(f"columns = [{', '.join(f'[{_quoted(name)}, {oid}]' for name, oid in entry.columns)}]")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _spelled(value: bytes | None) -> str:
    """NULL, a text after `=`, or bytes in hexadecimal after `x`."""
    if value is None:
        return "NULL"
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return f"x{value.hex()}"
    return f"={text}" if text.isprintable() else f"x{value.hex()}"


def _value(text: str) -> bytes | None:
    if text == "NULL":
        return None
    return text[1:].encode() if text[0] == "=" else bytes.fromhex(text[1:])


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(letter):04x}" if ord(letter) < ord(" ") else letter for letter in _escaped(text))
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _text(sql: str) -> str:
    if "'''" in sql or "\r" in sql or any(ord(letter) < ord(" ") and letter not in "\n\t" for letter in sql):
        return _quoted(sql)
    return f"'''\n{sql}'''" if not sql.endswith("'") else _quoted(sql)
