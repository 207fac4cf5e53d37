"""EXPLAIN, VACUUM and its kin, LOCK, COMMENT, and LISTEN, which has nothing behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.engine import TypedValue, bound_values
from reedbed.engine.resolver import Role
from reedbed.pgserver.answers.replies import TEXT_COLUMN, FixedRows, Reply
from reedbed.pgserver.commands.plans import postgres_plan
from reedbed.pgserver.execution import prepare_to_run, run_sql
from reedbed.pgwire.values.decoding import TypedParameter
from reedbed.pgwire.values.types import column_type
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.engine.files_read import FilesRead
    from reedbed.pgserver.answers.replies import Call, Columns
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres import commands as c

PLAN: Final = "QUERY PLAN"
FORMATS: Final = {"text": "", "json": "FORMAT json"}


def explain(session: Session, command: c.Explain, call: Call) -> Reply:
    """EXPLAIN: DuckDB's plan, as lines of text or as JSON in PostgreSQL's form."""
    if command.format not in FORMATS:
        raise errors.SqlNotSupported(
            f"EXPLAIN (FORMAT {command.format}) is not supported.", hint="EXPLAIN (FORMAT json) …"
        )
    inner = session.planner.sql(command.sql)
    if inner.prelude is not None:
        raise errors.SqlNotSupported("EXPLAIN of a statement that takes several steps is not supported.")
    options = ", ".join(filter(None, ("ANALYZE" if command.analyze else "", FORMATS[command.format])))
    words = f"EXPLAIN ({options}) " if options else "EXPLAIN "
    if command.analyze and inner.writes:
        session.transaction.before_statement(writes=True)
    finished = session.planner.finished(inner) or inner
    planned = session.planner.engine_sql(words + finished.sql)
    # What is explained has to be admitted too; EXPLAIN ANALYZE runs it.
    prepare_to_run(session, inner)
    cursor = prepare_to_run(session, planned)
    values = bound_values([TypedValue(*each) if isinstance(each, TypedParameter) else each for each in call.parameters])
    rows = cursor.rows(planned.sql, values)
    plan = str(rows[-1][-1]) if rows else ""
    if command.analyze and inner.writes:
        session.transaction.after_write()
    lines = plan.rstrip("\n").splitlines()
    files = _files_read(cursor, finished.sql, values)
    if command.format == "json":
        found = json.loads(plan)
        shown = postgres_plan(found) if session.settings.speaks_postgres else found
        if files and isinstance(shown, list) and shown:
            shown[0]["Files"] = [{"Table": each.table, "Read": each.read, "Total": each.total} for each in files]
        lines = [json.dumps(shown, indent=2)]
    else:
        lines += [str(each) for each in files]
    kinds = {PLAN: "JSON"} if command.format == "json" else {}
    return Reply(words="EXPLAIN", rows=FixedRows([PLAN], [(line,) for line in lines], call.formats, **kinds))


def _files_read(cursor: Cursor, sql: str, values: Sequence[object]) -> Sequence[FilesRead]:
    """How many of the archived tables' files the statement reads."""
    federated = cursor.federated
    if federated is None or not federated.concerns(sql):
        return ()
    return federated.files_read(cursor, sql, values)


def columns(session: Session, command: c.Explain) -> Columns:
    """What EXPLAIN will give."""
    del session
    return [(PLAN, column_type("JSON") if command.format == "json" else TEXT_COLUMN)]


def vacuum(session: Session, command: c.Vacuum) -> Reply:
    """VACUUM, ANALYZE, REINDEX, CLUSTER: what DuckDB has for them is a checkpoint and statistics."""
    if session.transaction.in_block and command.verb != "analyze":
        raise errors.TransactionStateWrong(f"{command.verb.upper()} cannot run inside a transaction block")
    for parts in command.tables:
        session.planner.columns(session.planner.sql("SELECT * FROM " + ".".join(quote(part) for part in parts)))
    if command.verb == "vacuum":
        run_sql(session, session.planner.engine_sql("CHECKPOINT"))
    elif command.verb == "analyze":
        run_sql(session, session.planner.engine_sql("ANALYZE"))
    session.drop_stream()
    return Reply(words=command.verb.upper())


def lock(session: Session, command: c.Lock) -> Reply:
    """LOCK TABLE: there is one writer at a time, and whoever locks becomes it."""
    if not session.transaction.in_block:
        raise errors.TransactionStateWrong("LOCK TABLE can only be used in transaction blocks: no transaction")
    session.transaction.refuse_if_failed()
    for parts in command.tables:
        session.planner.columns(session.planner.sql("SELECT * FROM " + ".".join(quote(part) for part in parts)))
    if session.subject.role is Role.READER and command.mode.lower() != "access share":
        raise errors.AccessDenied("A reader may not lock tables.", user=session.subject.user)
    if command.mode.lower() != "access share":
        session.transaction.before_statement(writes=True)
    return Reply(words="LOCK TABLE")


def comment(session: Session, command: c.CommentOn) -> Reply:
    """COMMENT ON what DuckDB keeps no comment for."""
    del session
    raise errors.SqlNotSupported(f"DuckDB keeps no comment on a {command.kind}.", kind=command.kind)


def refuse_notifications(session: Session, command: object) -> Reply:
    """LISTEN, NOTIFY, UNLISTEN."""
    del session
    raise errors.SqlNotSupported(f"{type(command).__name__.upper()} is not supported: there are no notifications.")


def unlisten(session: Session, command: c.Unlisten) -> Reply:
    """UNLISTEN: nobody listens, so it is done already; poolers send it with every connection."""
    session.transaction.refuse_if_failed()
    del command
    return Reply(words="UNLISTEN")
