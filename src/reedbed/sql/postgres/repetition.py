"""An INSERT whose rows are all written alike, as drivers and mappers write many rows at once: `($1, $2), ($3, $4), …`.

Everything that is to be found out of it is found out of one row. Nothing but parameters in order, each with the same
cast in every row, is taken for one.
"""

from __future__ import annotations

import re
from typing import Final

FEWEST_ROWS: Final = 4
_CAST: Final = r"(?:::[A-Za-z_][\w ]*(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])?)?"
_ROW: Final = rf"\(\s*\$\d+{_CAST}(?:\s*,\s*\$\d+{_CAST})*\s*\)"
_BEGIN: Final = re.compile(
    rf"\s*INSERT\s+INTO\s+[^()$';]+(?:\([^()$';]*\)\s*)?\bVALUES\s*(?P<row>{_ROW})(?P<between>\s*,\s*)\(", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\$(\d+)")


def one_row(sql: str) -> tuple[str, int] | None:
    """The INSERT of the first row, and how many rows there are; None for every other statement."""
    begin = _BEGIN.match(sql)
    if begin is None or begin["row"].count("$") * FEWEST_ROWS > sql.count("$"):
        return None
    rows = sql[begin.start("row") :].rstrip().removesuffix(";").rstrip()
    width = begin["row"].count("$")
    count, rest = divmod(rows.count("$"), width)
    bare = _NUMBER.sub("$", begin["row"])
    if rest or _NUMBER.sub("$", rows) != begin["between"].join([bare] * count):
        return None
    if _NUMBER.findall(rows) != list(map(str, range(1, count * width + 1))):
        return None
    return sql[: begin.end("row")], count
