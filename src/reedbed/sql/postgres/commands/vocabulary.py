"""The session commands of PostgreSQL as values: what the door answers itself instead of handing it to DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from reedbed.sql.postgres.commands.plpgsql.blocks import Block

Isolation = Literal["read uncommitted", "read committed", "repeatable read", "serializable"]


class Command:
    """A statement that the door carries out itself."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin(Command):
    """`BEGIN` and `START TRANSACTION`; `None` for what is not said."""

    isolation: Isolation | None = None
    read_only: bool | None = None
    deferrable: bool | None = None
    words: str = "BEGIN"
    """As which of the two it was written, which its tag repeats."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit(Command):
    """`COMMIT` and `END`; `chain` begins the next transaction at once."""

    chain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rollback(Command):
    """`ROLLBACK` and `ABORT` of a whole transaction."""

    chain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Savepoint(Command):
    """`SAVEPOINT name`."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Release(Command):
    """`RELEASE [SAVEPOINT] name`."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RollbackTo(Command):
    """`ROLLBACK TO [SAVEPOINT] name`."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetVariable(Command):
    """`SET [SESSION | LOCAL] name TO values`; `values` is `None` for `DEFAULT`.

    The special spellings are names too: `TIME ZONE` is `timezone`, `NAMES` is `client_encoding`, `SCHEMA` is
    `search_path`, `ROLE` is `role`, `SESSION AUTHORIZATION` is `session_authorization`.
    """

    name: str
    values: tuple[str, ...] | None
    local: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SetTransaction(Command):
    """`SET TRANSACTION …`, or with `session` `SET SESSION CHARACTERISTICS AS TRANSACTION …`."""

    isolation: Isolation | None = None
    read_only: bool | None = None
    deferrable: bool | None = None
    session: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SetConstraints(Command):
    """`SET CONSTRAINTS {ALL | names} {DEFERRED | IMMEDIATE}`; no names are all."""

    names: tuple[str, ...] = ()
    deferred: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Show(Command):
    """`SHOW name`. The name may be a table too, since DuckDB describes one by `SHOW`."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowAll(Command):
    """`SHOW ALL`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reset(Command):
    """`RESET name`; `None` for `RESET ALL`."""

    name: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Declare(Command):
    """`DECLARE name CURSOR FOR sql`; `scroll` is `None` where neither SCROLL nor NO SCROLL is said."""

    name: str
    sql: str
    scroll: bool | None = None
    hold: bool = False
    binary: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Command):
    """`FETCH` and, with `move`, `MOVE`.

    `forward` and `backward` have a count, `None` for ALL; `absolute` and `relative` have a place. NEXT is one
    forward, PRIOR one backward, FIRST is absolute 1, LAST is absolute -1.
    """

    cursor: str
    direction: Literal["forward", "backward", "absolute", "relative"] = "forward"
    count: int | None = 1
    move: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseCursor(Command):
    """`CLOSE name`; `None` for `CLOSE ALL`."""

    name: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepare(Command):
    """`PREPARE name (types) AS sql`; the types are as written."""

    name: str
    types: tuple[str, ...] = ()
    sql: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExecutePrepared(Command):
    """`EXECUTE name (arguments)`; each argument is an expression as written."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deallocate(Command):
    """`DEALLOCATE name`; `None` for all."""

    name: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Discard(Command):
    """`DISCARD what`."""

    what: Literal["all", "plans", "sequences", "temp"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy(Command):
    """`COPY` from or to the client; files are DuckDB's own COPY and not a command.

    `table` holds the parts of the name, folded; `sql` a query instead of it. Options have lower-case names; their
    values are text, truth, or column names, where `True` stands for all columns (`FORCE_QUOTE *`).
    """

    table: tuple[str, ...] | None
    columns: tuple[str, ...] = ()
    sql: str | None = None
    direction: Literal["from", "to"]
    source: Literal["stdin", "stdout"]
    options: dict[str, str | bool | tuple[str, ...]]
    where: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listen(Command):
    """`LISTEN channel`."""

    channel: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Notify(Command):
    """`NOTIFY channel, 'payload'`."""

    channel: str
    payload: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlisten(Command):
    """`UNLISTEN channel`; `None` for `*`."""

    channel: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explain(Command):
    """`EXPLAIN`; option names are in lower case, and `sql` is the statement to explain."""

    options: dict[str, str | bool]
    sql: str

    @property
    def analyze(self) -> bool:
        """Whether the statement runs."""
        return _is_on(self.options.get("analyze", False))

    @property
    def format(self) -> str:
        """`text`, `json`, `xml` or `yaml`."""
        return str(self.options.get("format", "text")).lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Vacuum(Command):
    """`VACUUM`, `ANALYZE`, `REINDEX` and `CLUSTER`, by `verb`; `tables` hold the parts of names, none for all."""

    verb: Literal["vacuum", "analyze", "reindex", "cluster"]
    tables: tuple[tuple[str, ...], ...] = ()
    analyze: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock(Command):
    """`LOCK TABLE tables IN mode MODE`."""

    tables: tuple[tuple[str, ...], ...]
    mode: str = "access exclusive"
    nowait: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Do(Command):
    """`DO`: a block of PL/pgSQL."""

    body: Block


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentOn(Command):
    """`COMMENT ON` of what DuckDB keeps no comment for; DuckDB's own kinds are plain SQL."""

    kind: str
    name: str
    text: str | None


def _is_on(value: str | bool) -> bool:  # noqa: FBT001 - an option's value is what it is about
    return value if isinstance(value, bool) else value.lower() not in {"off", "false", "0", "no"}
