"""Writing tables: sources, matching of columns, the modes, and the one transaction that ties them to the ledger."""

from reedbed.store.writing.sources import ACCEPTED, Select, readable, source_types
from reedbed.store.writing.writer import Mode, TableWriter, WriteResult

__all__ = ["ACCEPTED", "Mode", "Select", "TableWriter", "WriteResult", "readable", "source_types"]
