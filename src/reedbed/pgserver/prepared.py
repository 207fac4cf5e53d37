"""Prepared statements of a session, by Parse or by PREPARE."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgserver.answers.replies import Columns
    from reedbed.pgserver.statements import PlannedStatement


@dataclass(kw_only=True, slots=True)
class Prepared:
    """A statement with its parameters' types; `planned` is None for an empty text.

    The types of the parameters are found out when somebody asks for them; `told` are the columns that the client was
    told of, which hold for as long as the statement is prepared.
    """

    name: str
    planned: PlannedStatement | None
    declared_types: tuple[int, ...] = ()
    from_sql: bool = False
    parameter_types: tuple[int, ...] | None = None
    documents: frozenset[int] = frozenset()
    """The numbers of the parameters that become documents of jsonb, and are declared otherwise."""
    told: Columns = None
    text: str = ""
    runs: int = 0
    prepared_at: float = field(default_factory=time.time)
