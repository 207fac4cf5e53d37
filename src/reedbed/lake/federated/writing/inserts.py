"""INSERT into an archived table: into the live one, where conflicts matter with the archived rows of the same keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.mentions import name_at
from reedbed.engine.resolver.tokens import tokens_of
from reedbed.sql import quote

if TYPE_CHECKING:
    from reedbed.lake.federated.work import Work
    from reedbed.lake.federated.writing.parts import Parts

_STAGE: Final = "reedbed_inserted"


def inserted(work: Work, parts: Parts) -> str:
    """Prepare an INSERT; returns the one of the live table.

    A row whose key is archived is a correction: it is live from then on. With ON CONFLICT it is a conflict instead.
    """
    if work.table.key and ("on" in parts.clauses or parts.alternative):
        return _staged(work, parts)
    if "returning" not in parts.clauses:
        return parts.led_to(work.live)
    text = f"{parts.before.decode()}INSERT INTO {work.live}{parts.body.decode()}"
    return f"{text} RETURNING {_unqualified(parts.clause('returning'), work)}"


def _staged(work: Work, parts: Parts) -> str:
    """The rows go to a temporary table first, with the defaults of the live one: their keys tell what is concerned."""
    stored = work.stored()
    columns = [row for row in work.execute(f"DESCRIBE {work.live}") if row[0] in stored]
    defined = ", ".join(f"{quote(row[0])} {row[1]}{f' DEFAULT {row[4]}' if row[4] else ''}" for row in columns)
    names = ", ".join(quote(row[0]) for row in columns)
    work.cursor.plain_rows(f"CREATE OR REPLACE TEMP TABLE {_STAGE} ({defined})")
    stage = f"temp.{_STAGE}"
    work.execute(f"{parts.before.decode()}INSERT INTO {stage}{parts.body.decode()}")
    files = work.files_of_keys(stage, work.table.key)
    if files.count:
        work.execute(
            f"INSERT INTO {work.live} ({names}) SELECT {names} FROM ({work.archived(files)}) AS archived "
            f"SEMI JOIN {stage} USING ({work.keys})"
        )
    shown = parts.alias or quote(work.table.name.name)
    alternative = f" OR {parts.alternative.upper()}" if parts.alternative else ""
    text = f"INSERT{alternative} INTO {work.live} AS {shown} ({names}) SELECT {names} FROM {stage}"
    if "on" in parts.clauses:
        text += f" ON {parts.clause('on')}"
    return f"{text} RETURNING {parts.clause('returning')}" if "returning" in parts.clauses else text


def _unqualified(returning: str, work: Work) -> str:
    """RETURNING without the table's name before its columns: in a plain INSERT, DuckDB knows only the live table's."""
    tokens = tokens_of(returning)
    source = returning.encode()
    name = work.table.name
    prefixes = [(name.schema.lower(), name.name.lower()), (name.name.lower(),)]
    pieces: list[bytes] = []
    at = index = 0
    while index < len(tokens):
        found, after = name_at(tokens, index)
        prefix = next((each for each in prefixes if len(found) > len(each) and found[: len(each)] == each), ())
        if prefix:
            pieces.append(source[at : tokens[index].start])
            at = tokens[index + 2 * len(prefix)].start
        index = max(after, index + 1)
    pieces.append(source[at:])
    return b"".join(pieces).decode()
