"""From a kept page to rows of declared columns, in the engine: text first, then each value by its declared type."""

from reedbed.ingest.decoding.fitting import fitted, problem
from reedbed.ingest.decoding.readers import Reading, reading

__all__ = ["Reading", "fitted", "problem", "reading"]
