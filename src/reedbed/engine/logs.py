"""What may not be followed by more in DuckDB's log, since DuckDB 1.5.5 cannot replay the two together after a kill.

- The making of an index: where the table has another one in the file, and rows are written before it and behind it,
  the replay ends the process.
- A default that calls a function, given to a column by ALTER TABLE: where the table is renamed with it and altered
  after it, the replay fails for good (`reedbed.engine.replaying` mends what comes without the rest).

So a checkpoint comes behind a transaction that does one of these.
"""

from __future__ import annotations

import re
from typing import Final

_ENDING: Final = re.compile(r"\bCREATE\s+(?:UNIQUE\s+)?INDEX\b|\bALTER\s+TABLE\b[^;]*?\bDEFAULT\b", re.IGNORECASE)
_LOOKED_AT: Final = 400
"""Characters of a statement that are searched for what it does: the rest of it may be megabytes of values."""


def ends_log(sql: str) -> bool:
    """Whether nothing may follow a statement in the log, as far as its beginning says."""
    return _ENDING.search(sql, 0, _LOOKED_AT) is not None
