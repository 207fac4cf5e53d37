"""Which columns look like a key: never NULL, and no value twice, in the page that was looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.ingest.declaration import Column

_FLOATING: Final = frozenset({"DOUBLE", "FLOAT", "JSON", "BOOLEAN"})
_TIMES: Final = frozenset({"TIMESTAMPTZ", "TIMESTAMP", "DATE"})
_NAMED: Final = re.compile(r"(.*[_.])?(id|key|uuid|guid|code)|.*Id|.*ID", re.DOTALL)


def guessed_key(
    columns: Mapping[str, Column], is_unique: Callable[[Sequence[str]], bool]
) -> tuple[tuple[str, ...], str]:
    """The columns that tell rows apart, and why they were chosen; none when no one or two do."""
    usable = {
        name: column for name, column in columns.items() if column.type not in _FLOATING and "[" not in column.type
    }
    named = [name for name in usable if _NAMED.fullmatch(name)]
    times = [name for name, column in usable.items() if column.type in _TIMES]
    exact = [name for name in named if name.casefold() in {"id", "key", "uuid"}]
    for name in dict.fromkeys([*exact, *named]):
        if is_unique([name]):
            return (name,), f"{name} is different in every record of the page, and named like a key"
    for time in times:
        for pair in ([time], *([time, name] for name in [*named, *usable] if name != time)):
            if is_unique(pair):
                told = f"{' and '.join(pair)} together are" if len(pair) > 1 else f"{time} is"
                return tuple(pair), f"{told} different in every record of the page"
    return (), "no one or two columns tell the records of the page apart; without a key the table is replaced whole"
