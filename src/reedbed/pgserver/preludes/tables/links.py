"""Foreign keys that a session does not want: `SET reedbed.foreign_keys = 'ignored'`.

DuckDB checks a foreign key at once and against what stood there before the transaction, so that an application which
deletes an object with all that belongs to it, or saves one that others refer to, as Django does, is refused. A session
can have its tables made without them. For the same reason a key cannot delete or change the rows that refer to a row:
once they are gone, DuckDB does not let go of that row before the next transaction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.pgserver.preludes.steps import left_over
from reedbed.sql.postgres.brackets import closing, depths
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.lexing import Token

SETTING: Final = "reedbed.foreign_keys"
_ACTION: Final = re.compile(r"\bON (?:DELETE|UPDATE) (?:CASCADE|SET (?:NULL|DEFAULT))", re.IGNORECASE)


def ignores_links(session: Session) -> bool:
    """Whether the session makes tables without foreign keys."""
    return session.settings.show(SETTING) == "ignored"


def actions_of(definition: str) -> Sequence[str]:
    """What a foreign key, as the dialect writes it, does but refuse."""
    return _ACTION.findall(definition)


def refuse_actions(session: Session, actions: Sequence[str]) -> None:
    """Raise `SqlNotSupported` where foreign keys are to do something, unless the session makes none."""
    if actions and not ignores_links(session):
        action = " ".join(actions[0].upper().split())
        raise SqlNotSupported(
            f"Foreign keys with {action} are not supported: the engine holds a row for the rest of a transaction in "
            "which others referred to it.",
            hint=f"SET {SETTING} = 'ignored'",
            construct=action,
        )


def without_links(session: Session, planned: PlannedStatement) -> PlannedStatement:
    """A CREATE TABLE without its foreign keys, for a session that ignores them."""
    if planned.kind != "CREATE" or "references" not in planned.sql.casefold() or not ignores_links(session):
        return planned
    return left_over(planned, session.planner.engine_sql(unlinked_definition(planned.sql)))


def unlinked_definition(sql: str) -> str:
    """The definition of a table, as the dialect writes it, without REFERENCES and FOREIGN KEY."""
    words = list(tokens(sql))
    deep = depths(words)
    cuts: list[tuple[int, int]] = []
    for place, word in enumerate(words):
        if word.kind is not TokenKind.WORD or deep[place] != 1 or (cuts and word.start < cuts[-1][1]):
            continue
        if word.folded == "references":
            cuts.append((word.start, words[_end_of_reference(words, deep, place)].end))
        elif word.folded == "foreign" and words[place + 1].folded == "key":
            cuts.append(_element(words, deep, place))
    pieces: list[str] = []
    end = 0
    for start, stop in cuts:
        pieces.append(sql[end:start])
        end = stop
    return "".join(pieces) + sql[end:]


def _end_of_reference(words: Sequence[Token], deep: Sequence[int], place: int) -> int:
    """The last token of the table, the columns and the actions behind REFERENCES."""
    place += 1
    while words[place + 1].text == ".":
        place += 2
    if words[place + 1].text == "(":
        place = closing(deep, place + 1)
    while words[place + 1].folded == "on":
        place += 4 if words[place + 3].folded in {"set", "no"} else 3
    return place


def _element(words: Sequence[Token], deep: Sequence[int], place: int) -> tuple[int, int]:
    """A constraint of the table, with the comma before it and its name."""
    start = place
    while words[start].text != "," or deep[start] != 1:
        start -= 1
    end = place
    while end < len(words) and not (deep[end] == 1 and words[end].text == ",") and deep[end] > 0:
        end += 1
    return words[start].start, words[end - 1].end
