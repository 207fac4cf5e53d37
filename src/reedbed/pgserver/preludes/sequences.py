"""Sequences set to a value, changed, begun anew, and dropped with the tables that count with them.

DuckDB's sequences only go on. One that is to go back is made anew, while the columns that count with it are without
their default; it begins where it began before and takes as many numbers as lie between, so that it keeps its START.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from reedbed.errors import SqlNameError, WireValueOutOfRange
from reedbed.pgserver.preludes.steps import done, left_over, run, run_engine_sql
from reedbed.sql import TableName, literal, quote
from reedbed.sql.postgres.lexing import NAMES, name_value, tokens
from reedbed.sql.postgres.schemas import stored_schema
from reedbed.store.schema import LIVE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Sequence as Values

    from reedbed.pgserver.dependents.views import Relation
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.preludes import SequenceChange, SequenceSetting

MOST_TAKEN: Final = 1_000_000
"""Numbers that are taken to come to a value, 0.07 µs each; beyond, the sequence begins at the value."""
_COUNTS: Final = re.compile(r"^nextval\('((?:[^']|'')*)'\)$", re.IGNORECASE)
_COMING: Final = re.compile(r" START (-?\d+) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column whose default counts with a sequence."""

    table: tuple[str, ...]
    name: str
    default: str
    is_temporary: bool
    identity: bool = False

    @property
    def sequence(self) -> tuple[str, ...]:
        """The name of the sequence, as the default has it."""
        found = _COUNTS.match(self.default)
        return _parts(found[1].replace("''", "'")) if found else ()

    @property
    def owns(self) -> bool:
        """Whether the sequence was made for the column, as `serial` and IDENTITY make it."""
        return self.identity or self.sequence[-1].casefold().endswith(f"_{self.name}_seq".casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence as the engine tells it; `coming` is the number that it gives next."""

    database: str
    schema: str
    name: str
    start: int
    low: int
    high: int
    step: int
    cycles: bool
    coming: int

    @property
    def quoted(self) -> str:
        """Its whole name."""
        return ".".join(map(quote, (self.database, self.schema, self.name)))

    @property
    def is_temporary(self) -> bool:
        """Whether it is this session's own."""
        return self.database == "temp"

    @property
    def definition(self) -> str:
        """The statement that makes it, or makes it anew."""
        kind = "TEMPORARY SEQUENCE" if self.is_temporary else "SEQUENCE"
        name = quote(self.name) if self.is_temporary else f"{quote(self.schema)}.{quote(self.name)}"
        return (
            f"CREATE OR REPLACE {kind} {name} START {self.start} INCREMENT {self.step} "
            f"MINVALUE {self.low} MAXVALUE {self.high} {'' if self.cycles else 'NO '}CYCLE"
        )

    def steps_to(self, coming: int, start: int) -> int | None:
        """How many numbers lie between `start` and the next one; None when it is not among them, or they are many."""
        distance, rest = divmod(coming - start, self.step)
        return distance if rest == 0 and 0 <= distance <= MOST_TAKEN else None


def set_sequences(
    session: Session, prelude: SequenceSetting, planned: PlannedStatement, parameters: Values[object]
) -> PlannedStatement:
    """`setval`: each row's sequences are set; what is left gives the values."""
    rows = run(session, session.planner.sql(prelude.probe), parameters)
    values = [[_set(session, *row[place : place + 3]) for place in range(0, len(row), 3)] for row in rows]
    columns = [quote(each) for each in prelude.columns]
    listed = ", ".join(f"({', '.join(map(_bigint, row))})" for row in values or [[None] * len(columns)])
    result = f"SELECT * FROM (VALUES {listed}) AS t({', '.join(columns)}){'' if values else ' WHERE false'}"
    return left_over(planned, session.planner.engine_sql(result))


def _bigint(value: int | None) -> str:
    return f"CAST({'NULL' if value is None else value} AS BIGINT)"


def _set(session: Session, name: Any, value: Any, called: Any) -> Any:
    if name is None or value is None or called is None:
        return None
    found = _found(session, name)
    if not found.low <= value <= found.high:
        raise WireValueOutOfRange(
            f'setval: value {value} is out of bounds for sequence "{found.name}" ({found.low}..{found.high})'
        )
    _bring(session, found, value + (found.step if called else 0))
    return value


def _bring(session: Session, found: Sequence, coming: int) -> None:
    """Let a sequence give this number next."""
    steps = found.steps_to(coming, found.coming)
    if steps is not None:
        _take(session, found, steps)
        return
    steps = found.steps_to(coming, found.start)
    if steps is None and not found.low <= coming <= found.high:
        # It has come to its end: the last number is taken from it.
        steps, start = 1, coming - found.step
    else:
        start = coming if steps is None else found.start
    _make(session, replace(found, start=start))
    _take(session, found, steps or 0)


def _make(session: Session, wanted: Sequence) -> None:
    """Make a sequence anew, under the columns that count with it."""
    columns = _columns(session, [wanted])
    for each in columns:
        run_engine_sql(session, f"ALTER TABLE {_table(each)} ALTER COLUMN {quote(each.name)} DROP DEFAULT")
    run_engine_sql(session, wanted.definition)
    for each in columns:
        run_engine_sql(
            session, f"ALTER TABLE {_table(each)} ALTER COLUMN {quote(each.name)} SET DEFAULT {each.default}"
        )


def _take(session: Session, sequence: Sequence, steps: int) -> None:
    if steps:
        run_engine_sql(session, f"SELECT count(nextval({literal(sequence.quoted)})) FROM range({steps})")


def change_sequence(session: Session, prelude: SequenceChange, planned: PlannedStatement) -> PlannedStatement:
    """`ALTER SEQUENCE`."""
    found = _found(session, prelude.name, missing_ok=prelude.if_exists)
    if found is None:
        return done(session, planned)
    options = prelude.options
    step = options.get("increment") or found.step
    changed = replace(
        found,
        start=_given(options, "start", found.start),
        low=_given(options, "minvalue", 1 if step > 0 else -(2**63)),
        high=_given(options, "maxvalue", 2**63 - 1 if step > 0 else -1),
        step=step,
        cycles=found.cycles if "cycle" not in options else options["cycle"] is not None,
    )
    changed = replace(
        changed,
        low=changed.low if "minvalue" in options else found.low,
        high=changed.high if "maxvalue" in options else found.high,
    )
    # A number was taken: the next one lies a new step behind it.
    coming = found.coming if found.coming == found.start else found.coming - found.step + step
    if "restart" in options:
        coming = _given(options, "restart", changed.start)
    if changed != found:
        steps = changed.steps_to(coming, changed.start)
        _make(session, changed if steps is not None else replace(changed, start=coming))
        _take(session, changed, steps or 0)
    elif coming != found.coming:
        _bring(session, found, coming)
    return planned


def _given(options: dict[str, int | None], name: str, otherwise: int) -> int:
    value = options.get(name)
    return otherwise if value is None else value


def restart_identities(session: Session, tables: Values[Relation]) -> None:
    """`TRUNCATE … RESTART IDENTITY`: DuckDB forgets where a sequence began, so it is where it can begin."""
    for column in _of_tables(session, tables):
        if column.owns:
            for found in _sequences(session, column.sequence)[:1]:
                _bring(session, found, found.low if found.step > 0 else found.high)


def owned_by(session: Session, tables: Values[Relation], column: str = "") -> list[Sequence]:
    """The sequences of `serial` and IDENTITY that go with tables, or with a column, since no others count with them."""
    own = [
        each for each in _of_tables(session, tables) if each.owns and column.casefold() in {"", each.name.casefold()}
    ]
    dropped = {(each.table, each.name) for each in own}
    found = [each for one in own for each in _sequences(session, one.sequence)[:1]]
    return [each for each in found if all((one.table, one.name) in dropped for one in _columns(session, [each]))]


def counting_with(session: Session, name: tuple[str, ...]) -> list[Column]:
    """The columns whose default counts with the sequence that a name means; with none there are none."""
    return _columns(session, _sequences(session, name)[:1])


def _found(session: Session, written: str, *, missing_ok: bool = False) -> Any:
    found = _sequences(session, _parts(written))
    if not found and not missing_ok:
        raise SqlNameError(f'42P01: relation "{written}" does not exist')
    if found:
        # Who may not make it may not set it either, whatever is done in the end.
        session.planner.engine_sql(found[0].definition)
    return found[0] if found else None


def _parts(written: str) -> tuple[str, ...]:
    return tuple(name_value(each) for each in tokens(written) if each.kind in NAMES)


def _sequences(session: Session, name: tuple[str, ...]) -> list[Sequence]:
    """The sequences that a name may mean, the one that it means first."""
    schema = f"AND lower(schema_name) = {literal(_schema(name))}" if len(name) > 1 else ""
    rows = session.cursor().rows(
        "SELECT database_name, schema_name, sequence_name, start_value, min_value, max_value, increment_by, cycle, sql "
        "FROM duckdb_sequences() WHERE database_name IN (current_database(), 'temp') "
        f"AND lower(sequence_name) = {literal(name[-1].lower() if name else '')} {schema} "
        "ORDER BY temporary DESC, schema_name = 'main' DESC, schema_name"
    )
    return [
        Sequence(
            database=row[0], schema=row[1], name=row[2], start=row[3], low=row[4], high=row[5], step=row[6],
            cycles=row[7], coming=int(found[1]) if (found := _COMING.search(row[8])) else row[3],
        )
        for row in rows
    ]  # fmt: skip


def _schema(name: tuple[str, ...]) -> str:
    return stored_schema(name[-2].lower())


def _all_columns(session: Session) -> list[Column]:
    rows = session.cursor().rows(
        "SELECT database_name, schema_name, table_name, column_name, column_default FROM duckdb_columns() "
        "WHERE database_name IN (current_database(), 'temp') AND column_default LIKE 'nextval(%'"
    )
    identities = session.declarations.all_identities()
    found = [
        Column(
            table=tuple(row[:3]), name=row[3], default=row[4], is_temporary=row[0] == "temp",
            identity=row[3] in identities.get(TableName(schema=row[1], name=row[2].removesuffix(LIVE_SUFFIX)), ()),
        )
        for row in rows
    ]  # fmt: skip
    return [each for each in found if each.sequence]


def _columns(session: Session, sequences: list[Sequence]) -> list[Column]:
    """The columns that count with one of these."""
    known = {(each.is_temporary, each.name.casefold()): each for each in sequences}
    found = []
    for each in _all_columns(session):
        sequence = known.get((each.is_temporary, each.sequence[-1].casefold()))
        if sequence is not None and (len(each.sequence) == 1 or _schema(each.sequence) == sequence.schema.lower()):
            found.append(each)
    return found


def _of_tables(session: Session, tables: Values[Relation]) -> list[Column]:
    """The columns of these tables that count with a sequence; those of an archived table are its live rows'."""
    wanted = {tuple(each) for each in tables}
    columns = _all_columns(session)
    return [each for each in columns if (*each.table[:2], each.table[2].removesuffix(LIVE_SUFFIX)) in wanted]


def _table(column: Column) -> str:
    return ".".join(map(quote, column.table))
