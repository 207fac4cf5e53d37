"""From kept pages to rows of declared columns, in the engine: text first, then each value by its declared type."""

from reedbed.ingest.decoding.fitting import fitted, problem, type_name
from reedbed.ingest.decoding.readers import facts_sql, reading

__all__ = ["facts_sql", "fitted", "problem", "reading", "type_name"]
