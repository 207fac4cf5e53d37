"""What a body of PL/pgSQL says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["debug", "log", "info", "notice", "warning", "exception"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A statement of SQL, as it is written."""

    sql: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Perform:
    """`PERFORM …`: a query whose rows nobody wants; `sql` begins with SELECT."""

    sql: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Execute:
    """`EXECUTE expression`: a statement whose text is computed."""

    expression: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Raise:
    """`RAISE level 'format', arguments`; without a format what was caught is raised again."""

    level: Level = "exception"
    format: str | None = None
    arguments: tuple[str, ...] = ()
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """`IF`: what is done on which condition, the first that holds, and what is done on none."""

    choices: tuple[tuple[str, tuple[Step, ...]], ...]
    otherwise: tuple[Step, ...]
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """`RETURN`: the end of it all."""

    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Handler:
    """`WHEN conditions THEN steps`; the conditions are SQLSTATEs, classes of them as `23000`, and `others`."""

    conditions: frozenset[str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """`BEGIN steps EXCEPTION handlers END`."""

    steps: tuple[Step, ...]
    handlers: tuple[Handler, ...] = ()
    line: int = 1


Action = Statement | Perform | Execute | Raise
Step = Action | Branch | Return | Block
