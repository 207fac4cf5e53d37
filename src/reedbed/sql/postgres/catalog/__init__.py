"""PostgreSQL's catalog in a client's text: names, casts and functions of it become those of `reedbed_catalog`.

`mentions(text)` is the cheap question, `transform(tree)` the pass over a parsed statement, and `result_types(text)`
says which of PostgreSQL's types the columns of the answer have where DuckDB has no type for them (`oid`, `name`,
`"char"`, `regclass`, …). The last two load sqlglot, at their first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql.postgres.catalog.trigger import mentions

if TYPE_CHECKING:
    from reedbed.sql.postgres.catalog.transformation import result_types, transform, translate
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(__name__, dict.fromkeys(("result_types", "transform", "translate"), "transformation"))

__all__ = ["mentions", "result_types", "transform", "translate"]
