"""BEGIN, COMMIT, ROLLBACK, savepoints, and the modes of transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.refusals.responses import notice

if TYPE_CHECKING:
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres import commands as c


def begin(session: Session, command: c.Begin) -> Reply:
    """BEGIN and START TRANSACTION."""
    transaction = session.transaction
    if transaction.in_block:
        transaction.refuse_if_failed()
        session.say(notice("25001", "there is already a transaction in progress"))
        return Reply(words=command.words)
    transaction.begin_block()
    session.record.transaction_at = session.record.statement_at
    _set_modes(session, command.isolation, command.read_only, command.deferrable, fresh=True)
    return Reply(words=command.words)


def _set_modes(
    session: Session,
    isolation: str | None,
    read_only: bool | None,  # noqa: FBT001 - the mode as the command has it
    deferrable: bool | None,  # noqa: FBT001 - the same
    *,
    fresh: bool = False,
) -> None:
    settings = session.settings
    if fresh:
        isolation = isolation or settings.show("default_transaction_isolation")
        read_only = settings.show("default_transaction_read_only") == "on" if read_only is None else read_only
    session.transaction.set_modes(isolation, read_only=read_only)
    wanted = {
        "transaction_isolation": isolation,
        "transaction_read_only": None if read_only is None else "on" if read_only else "off",
        "transaction_deferrable": None if deferrable is None else "on" if deferrable else "off",
    }
    for name, value in wanted.items():
        if value is not None and settings.show(name) != value:
            settings.set(name, (value,), local=True)


def commit(session: Session, command: c.Commit) -> Reply:
    """COMMIT and END."""
    transaction = session.transaction
    if not transaction.in_block:
        if command.chain:
            raise errors.TransactionStateWrong(
                "COMMIT AND CHAIN can only be used in transaction blocks: no transaction"
            )
        session.say(notice("25P01", "there is no transaction in progress"))
        transaction.end_implicit()
        return Reply(words="COMMIT")
    words = "COMMIT" if transaction.commit_block() else "ROLLBACK"
    if command.chain:
        transaction.begin_block()
    return Reply(words=words)


def rollback(session: Session, command: c.Rollback) -> Reply:
    """ROLLBACK and ABORT."""
    transaction = session.transaction
    if not transaction.in_block:
        if command.chain:
            raise errors.TransactionStateWrong(
                "ROLLBACK AND CHAIN can only be used in transaction blocks: no transaction"
            )
        session.say(notice("25P01", "there is no transaction in progress"))
        transaction.undo_implicit()
        return Reply(words="ROLLBACK")
    transaction.rollback_block()
    if command.chain:
        transaction.begin_block()
    return Reply(words="ROLLBACK")


def _require_block(session: Session, words: str) -> None:
    if not session.transaction.in_block:
        raise errors.TransactionStateWrong(f"{words} can only be used in transaction blocks: no transaction")


def savepoint(session: Session, command: c.Savepoint) -> Reply:
    """SAVEPOINT."""
    _require_block(session, "SAVEPOINT")
    session.transaction.refuse_if_failed()
    session.transaction.savepoint(command.name)
    return Reply(words="SAVEPOINT")


def release(session: Session, command: c.Release) -> Reply:
    """RELEASE SAVEPOINT."""
    _require_block(session, "RELEASE SAVEPOINT")
    session.transaction.refuse_if_failed()
    session.transaction.release(command.name)
    return Reply(words="RELEASE")


def rollback_to(session: Session, command: c.RollbackTo) -> Reply:
    """ROLLBACK TO SAVEPOINT."""
    _require_block(session, "ROLLBACK TO SAVEPOINT")
    session.transaction.rollback_to(command.name)
    return Reply(words="ROLLBACK")


def set_transaction(session: Session, command: c.SetTransaction) -> Reply:
    """SET TRANSACTION and SET SESSION CHARACTERISTICS."""
    settings = session.settings
    if command.session:
        if command.isolation is not None:
            settings.set("default_transaction_isolation", (command.isolation,))
        if command.read_only is not None:
            settings.set("default_transaction_read_only", ("on" if command.read_only else "off",))
        if command.deferrable is not None:
            settings.set("default_transaction_deferrable", ("on" if command.deferrable else "off",))
    elif session.transaction.in_block:
        session.transaction.refuse_if_failed()
        _set_modes(session, command.isolation, command.read_only, command.deferrable)
    else:
        session.say(notice("25P01", "SET TRANSACTION can only be used in transaction blocks"))
    return Reply(words="SET")


def set_constraints(session: Session, command: c.SetConstraints) -> Reply:
    """SET CONSTRAINTS: every constraint of DuckDB's is checked at once, so only that can be asked for."""
    del session
    if command.deferred and command.names:
        raise errors.SqlNotSupported("Constraints cannot be deferred: DuckDB checks each statement.")
    return Reply(words="SET CONSTRAINTS")
