"""Errors as a client gets them: the fields of ErrorResponse and NoticeResponse."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import ConstraintViolated, InternalError, ReedbedError, ResultTypeChanged
from reedbed.pgserver.refusals.sqlstates import carried, sqlstate
from reedbed.pgserver.refusals.violations import violation
from reedbed.pgserver.refusals.wordings import offered, worded
from reedbed.pgwire.messages import ErrorResponse, NoticeResponse
from reedbed.sql.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.pgserver.refusals.violated import Candidates

_PREFIX: Final = re.compile(r"^(?:[A-Z][A-Za-z]*(?: [A-Za-z]+)* )?Error: ")
_EXCERPT: Final = re.compile(r"\n*^LINE (\d+): (.*)\n( *)\^[^\n]*", re.MULTILINE)
_OFFER: Final = re.compile(r"\n+((?:Did you mean|Candidate|Hint|Try)\b.*)", re.DOTALL | re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")
_LINE_LABEL: Final = "LINE {}: "
_ROUTINES: Final[Mapping[type[ReedbedError], str]] = {ResultTypeChanged: "RevalidateCachedQuery"}
"""The function of PostgreSQL's that raises an error, where drivers know the error by it: pgjdbc and asyncpg prepare a
statement again whose columns have changed."""


def error_response(
    error: BaseException,
    sql: str = "",
    *,
    severity: str = "ERROR",
    as_json: bool = False,
    offset: int = 0,
    violable: Candidates | None = None,
) -> ErrorResponse:
    """What is sent for an error that a statement met.

    `offset` is where the statement starts in the text that the client sent; `as_json` adds the error's JSON in the
    private field `J`, from which another Reedbed process makes the same error again. `violable` are the constraints
    that the statement may have violated, where they are known.
    """
    if not isinstance(error, ReedbedError):
        error = _internal(error)
    message, detail, hint, position = _parts(error, sql)
    code = sqlstate(error)
    violated = violation(message, sql, violable) if isinstance(error, ConstraintViolated) else None
    if violated is not None:
        message, detail = masked(violated.message), masked(violated.detail)
    elif wording := worded(message, sql):
        message = wording.message
        hint = hint if wording.hint is None else wording.hint
        detail = detail if wording.detail is None else wording.detail
        code, position = wording.sqlstate or code, wording.position or position
    fields = {"S": severity, "V": severity, "C": code, "M": message}
    if violated is not None:
        fields.update(violated.fields)
    if detail:
        fields["D"] = detail
    if hint:
        fields["H"] = hint
    fields |= _origin(error)
    if position:
        fields["P"] = str(position + offset)
    if as_json:
        told = {**error.to_dict(), "message": masked(error.message), "class": type(error).__name__}
        fields["J"] = json.dumps(told, default=str)
    return ErrorResponse(fields=fields)


def _origin(error: ReedbedError) -> dict[str, str]:
    """What was being done, and by which function."""
    found = {}
    context = error.details.get("context")
    if isinstance(context, str):
        found["W"] = masked(context)
    if type(error) in _ROUTINES:
        found["R"] = _ROUTINES[type(error)]
    return found


def notice(code: str, message: str, *, severity: str = "WARNING", detail: str = "") -> NoticeResponse:
    """A remark beside an answer."""
    fields = {"S": severity, "V": severity, "C": code, "M": message}
    return NoticeResponse(fields={**fields, "D": detail} if detail else fields)


def _internal(error: BaseException) -> ReedbedError:
    return InternalError(f"{type(error).__name__}: {error}", hint="reedbed doctor")


def _parts(error: ReedbedError, sql: str) -> tuple[str, str, str, int]:
    """Message, detail, hint and position, taken out of DuckDB's one text where it is one."""
    text, position = error.message, _given_position(error.details)
    excerpt = _EXCERPT.search(text)
    if excerpt is not None:
        position = position or _position(sql, int(excerpt[1]), excerpt[2], len(excerpt[3]))
        text = text[: excerpt.start()] + text[excerpt.end() :]
    # What a Python function of ours raised comes with the place in our code.
    text = text.partition("\n\nAt:\n")[0]
    own = carried(text)
    text = masked(own[1].strip() if own is not None else _PREFIX.sub("", text, count=1).strip())
    hint = error.hint
    offer = _OFFER.search(text)
    if offer is not None:
        hint = hint or offered(offer[1].strip(), text[: offer.start()])
        text = text[: offer.start()].strip()
    message, _, rest = text.partition("\n")
    return message, rest.strip(), hint, position


def _given_position(details: Mapping[str, object]) -> int:
    position = details.get("position")
    return position if isinstance(position, int) else 0


def _position(sql: str, line: int, shown: str, caret: int) -> int:
    """The place in characters, from 1, to which DuckDB's caret points; 0 when it cannot be told.

    DuckDB shows a part of a long line, with dots where it cuts, and puts the caret under that part.
    """
    lines = sql.splitlines(keepends=True)
    if not 1 <= line <= len(lines):
        return _position_of_word(sql, shown, caret - len(_LINE_LABEL.format(line)))
    column = caret - len(_LINE_LABEL.format(line))
    part = shown
    if part.startswith("..."):
        part, column = part[3:], column - 3
    part = part.removesuffix("...")
    start = lines[line - 1].find(part)
    if start < 0 or not 0 <= column <= len(part):
        return _position_of_word(sql, part, column)
    return sum(len(each) for each in lines[: line - 1]) + start + column + 1


def _position_of_word(sql: str, part: str, column: int) -> int:
    """The place of the word that the caret is under, where the text that ran is not the text that came.

    A word that occurs more than once could be any of them.
    """
    word = _WORD.match(part, column) if 0 <= column < len(part) else None
    if word is None:
        return 0
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(word[0])}(?!\w)", sql, re.IGNORECASE)]
    return places[0] + 1 if len(places) == 1 else 0
