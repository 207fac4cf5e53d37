"""Which commands there are, by their first word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.commands import bodies, copying, cursors, transactions, upkeep, variables
from reedbed.sql.postgres.commands.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.commands.vocabulary import Command

_FIRST_WORD: Final = re.compile(r"\s*([A-Za-z]+)")


def parse_command(sql: str) -> Command | None:
    """The session command that a statement is; `None` for everything that is plain SQL.

    Raises `SqlSyntaxError` with the `position` of the word that does not fit, and `SqlNotSupported` for commands of
    PostgreSQL that nothing in DuckDB stands behind.
    """
    found = _FIRST_WORD.match(sql)
    if found is None:
        if not sql.lstrip().startswith(("--", "/*")):
            return None
        reader = Reader(sql)
        if reader.token is None:
            return None
        parse = _COMMANDS.get(reader.token.folded)
        return parse(reader) if parse else None
    parse = _COMMANDS.get(found[1].lower())
    return parse(Reader(sql)) if parse else None


def _refuse(reader: Reader) -> None:
    word = reader.next().text.upper()
    second = reader.token
    construct = f"{word} {second.text.upper()}" if word in _REFUSED_WITH_OBJECT and second is not None else word
    raise SqlNotSupported(f"{construct} is not supported", construct=construct)


def _refuse_foreign(reader: Reader) -> None:
    """Refuse IMPORT FOREIGN SCHEMA; IMPORT DATABASE is the engine's own."""
    if reader.peek() == "foreign":
        _refuse(reader)


_REFUSED_WITH_OBJECT: Final = frozenset({"SECURITY", "IMPORT", "REASSIGN", "REFRESH"})

_COMMANDS: Final[dict[str, Callable[[Reader], Command | None]]] = {
    "begin": transactions.begin,
    "start": transactions.begin,
    "commit": transactions.commit,
    "end": transactions.commit,
    "rollback": transactions.rollback,
    "abort": transactions.rollback,
    "savepoint": transactions.savepoint,
    "release": transactions.release,
    "set": variables.set_variable,
    "show": variables.show,
    "reset": variables.reset,
    "declare": cursors.declare,
    "fetch": cursors.fetch,
    "move": cursors.fetch,
    "close": cursors.close,
    "prepare": cursors.prepare,
    "execute": cursors.execute,
    "deallocate": cursors.deallocate,
    "copy": copying.copy,
    "explain": upkeep.explain,
    "vacuum": upkeep.vacuum,
    "analyze": upkeep.vacuum,
    "analyse": upkeep.vacuum,
    "reindex": upkeep.vacuum,
    "cluster": upkeep.vacuum,
    "lock": upkeep.lock,
    "comment": upkeep.comment,
    "discard": upkeep.discard,
    "listen": upkeep.listen,
    "notify": upkeep.notify,
    "unlisten": upkeep.unlisten,
    "grant": _refuse,
    "revoke": _refuse,
    "do": bodies.do,
    "security": _refuse,
    "import": _refuse_foreign,
    "reassign": _refuse,
    "refresh": _refuse,
}
