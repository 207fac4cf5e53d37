"""DO: a body of PL/pgSQL is run, and what it catches is undone.

DuckDB has no savepoints. What a block did before an error can be undone only where nothing was written before the
block, by beginning the transaction anew; and after an error of binding, as that something is there already, nothing of
the statement is left. Any other error ends the whole, with what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.pgserver.answers.replies import Call, Reply
from reedbed.pgserver.commands import upkeep, variables
from reedbed.pgserver.preludes.running import run_whole
from reedbed.pgserver.preludes.steps import run
from reedbed.pgserver.refusals.responses import error_response, notice
from reedbed.sql import literal
from reedbed.sql.postgres import commands as c
from reedbed.sql.postgres.commands.plpgsql import blocks
from reedbed.sql.postgres.commands.plpgsql.conditions import is_met
from reedbed.sql.postgres.lexing import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

_UNTOLD: Final = frozenset({"debug", "log"})
_CODES: Final = {"warning": "01000"}
_OUTSIDE: Final = (errors.DoorClosing, errors.EngineFailed, errors.SessionTimedOut)
"""What ends more than a statement, and is never caught."""


def do(session: Session, command: c.Do) -> Reply:
    """DO."""
    session.transaction.refuse_if_failed()
    _Body(session).block(command.body)
    return Reply(words="DO")


class _Body:
    """One run of a body; `block` and the steps say whether it goes on after them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._running = ""
        self._caught: list[tuple[str, errors.ReedbedError, str]] = []

    def block(self, block: blocks.Block) -> bool:
        """Do the steps, and where one of them fails what the handler for it says."""
        if not block.handlers:
            return self._all(block.steps)
        mark = self._session.transaction.mark
        try:
            return self._all(block.steps)
        except _OUTSIDE:
            raise
        except errors.ReedbedError as error:
            told = self._session.cancellation.explained(error)
            fields = error_response(told).fields
            handler = next((each for each in block.handlers if is_met(each.conditions, fields["C"])), None)
            if handler is None:
                raise
            caught = (fields["C"], error, fields["M"])
        self._session.drop_stream()
        if not self._session.transaction.undo_to(mark):
            raise _not_undone(caught[2]) from caught[1]
        self._caught.append(caught)
        try:
            return self._all(handler.steps)
        finally:
            self._caught.pop()

    def _all(self, steps: Iterable[blocks.Step]) -> bool:
        return all(self._step(each) for each in steps)

    def _step(self, step: blocks.Step) -> bool:
        if isinstance(step, blocks.Block):
            return self.block(step)
        if isinstance(step, blocks.Return):
            return False
        if isinstance(step, blocks.Branch):
            return self._all(self._chosen(step))
        try:
            self._act(step)
        except errors.ConstraintViolated as error:
            raise self._named(error, step) from error
        except errors.ReedbedError as error:
            error.details.setdefault("context", _context(step))
            raise
        return True

    def _named(self, error: errors.ConstraintViolated, step: blocks.Action) -> errors.ConstraintViolated:
        """The error with the name of the constraint, which only the statement that ran tells."""
        violable = self._session.declarations.violable(self._running)
        fields = error_response(error, self._running, violable=violable).fields
        told = f"{fields['C']}: {fields['M']}\n{fields.get('D', '')}".rstrip()
        return errors.ConstraintViolated(told, context=error.details.get("context") or _context(step))

    def _act(self, step: blocks.Action) -> None:
        match step:
            case blocks.Statement():
                self._run(step.sql)
            case blocks.Perform():
                self._perform(step.sql)
            case blocks.Execute():
                text = self._value(f"({step.expression})::text")
                if text is None:
                    raise errors.SqlTypeError("22004: query string argument of EXECUTE is null")
                self._run(str(text))
            case blocks.Raise():
                self._raise(step)

    def _chosen(self, step: blocks.Branch) -> tuple[blocks.Step, ...]:
        for condition, steps in step.choices:
            if self._value(f"({condition})::boolean"):
                return steps
        return step.otherwise

    def _run(self, text: str) -> None:
        for planned in self._session.planner.text(text):
            self._run_one(planned)

    def _run_one(self, planned: PlannedStatement) -> None:
        session, command = self._session, planned.command
        if isinstance(command, c.Do):
            _Body(session).block(command.body)
        elif isinstance(command, c.SetVariable):
            variables.set_variable(session, command, Call(text=planned.text))
        elif isinstance(command, c.Lock):
            upkeep.lock(session, command)
        elif command is not None:
            word = planned.text.split(None, 1)[0].upper()
            raise errors.SqlNotSupported(f"DO with {word} is not supported", construct=word)
        elif planned.kind == "SELECT":
            raise _no_destination(hint="If you want to discard the results of a SELECT, use PERFORM instead.")
        else:
            self._running = planned.text
            reply = run_whole(session, planned)
            if reply.rows is not None:
                session.drop_stream()
                raise _no_destination()

    def _perform(self, sql: str) -> None:
        for planned in self._session.planner.text(self._told(sql)):
            reply = run_whole(self._session, planned)
            if reply.rows is not None:
                for _ in reply.rows.take(0):
                    pass
            self._session.drop_stream()

    def _value(self, expression: str) -> object:
        """The value of an expression, None where it is NULL."""
        rows = run(self._session, self._session.planner.sql(f"SELECT {self._told(expression)}"))
        return rows[0][0] if rows else None

    def _told(self, expression: str) -> str:
        """The expression with what was caught in place of SQLERRM and SQLSTATE."""
        if not self._caught:
            return expression
        code, _, message = self._caught[-1]
        told = {"sqlerrm": message, "sqlstate": code}
        pieces: list[str] = []
        end = 0
        for token in tokens(expression):
            if token.kind is TokenKind.WORD and token.folded in told:
                pieces += [expression[end : token.start], literal(told[token.folded])]
                end = token.end
        return "".join(pieces) + expression[end:]

    def _raise(self, step: blocks.Raise) -> None:
        if step.format is None:
            if not self._caught:
                raise errors.SqlSyntaxError(
                    "0Z002: RAISE without parameters cannot be used outside an exception handler"
                )
            raise self._caught[-1][1]
        message = self._formatted(step.format, step.arguments)
        if step.level == "exception":
            raise errors.ExceptionRaised(message)
        if step.level not in _UNTOLD:
            code = _CODES.get(step.level, "00000")
            self._session.say(notice(code, message, severity=step.level.upper()))

    def _formatted(self, text: str, arguments: tuple[str, ...]) -> str:
        """The format with an argument in place of each `%`, and `%` in place of `%%`."""
        pieces = text.replace("%%", "\0").split("%")
        if len(pieces) != len(arguments) + 1:
            few = "few" if len(arguments) < len(pieces) - 1 else "many"
            raise errors.SqlSyntaxError(f"too {few} parameters specified for RAISE")
        shown = [self._value(f"({each})::text") for each in arguments]
        values = ["<NULL>" if each is None else str(each) for each in shown]
        joined = pieces[0] + "".join(value + piece for value, piece in zip(values, pieces[1:], strict=True))
        return joined.replace("\0", "%")


def _no_destination(hint: str = "") -> errors.SqlSyntaxError:
    return errors.SqlSyntaxError("query has no destination for result data", hint=hint)


def _context(step: blocks.Action) -> str:
    """Where it was, as PostgreSQL says it."""
    place = f"PL/pgSQL function inline_code_block line {step.line} at "
    match step:
        case blocks.Statement():
            return f'SQL statement "{step.sql}"\n{place}SQL statement'
        case blocks.Perform():
            return f'SQL statement "{step.sql}"\n{place}PERFORM'
        case _:
            return place + type(step).__name__.upper()


def _not_undone(message: str) -> errors.SqlNotSupported:
    return errors.SqlNotSupported(
        f"DO cannot catch this here: {message}. The engine cannot undo a part of a transaction.",
        hint="ROLLBACK",
    )
