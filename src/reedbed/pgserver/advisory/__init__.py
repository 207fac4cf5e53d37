"""Advisory locks: numbers that the sessions of a door lock for one another, by PostgreSQL's functions and rules."""

from reedbed.pgserver.advisory.calls import AdvisoryUse, advisory_use
from reedbed.pgserver.advisory.locks import AdvisoryLocks, Key

__all__ = ["AdvisoryLocks", "AdvisoryUse", "Key", "advisory_use"]
