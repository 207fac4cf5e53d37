"""From kept pages to rows of declared columns, in the engine: text first, then each value by its declared type."""

from reedbed.ingest.decoding.fitting import fitted, normal_type, problem, problems, type_name
from reedbed.ingest.decoding.kinds import wider
from reedbed.ingest.decoding.page_reader import PageReader, Told
from reedbed.ingest.decoding.reading import Reading

__all__ = ["PageReader", "Reading", "Told", "fitted", "normal_type", "problem", "problems", "type_name", "wider"]
