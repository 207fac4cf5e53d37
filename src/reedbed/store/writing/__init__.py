"""Writing tables: sources, matching of columns, the modes, and the one transaction that ties them to the ledger."""

from reedbed.store.writing.sources import ACCEPTED, readable, source_types
from reedbed.store.writing.writer import Mode, TableWriter, WriteResult

__all__ = ["ACCEPTED", "Mode", "TableWriter", "WriteResult", "readable", "source_types"]
