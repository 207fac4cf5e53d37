"""SQL files as views: the name is the file's, options stand in the comments at its head.

    -- time_column: ts
    -- lookback: 2 days
    -- checkpoint: false
    SELECT …

A line of the head that has the form `-- word: value`, with the word in lower case, is an option.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from reedbed.errors import InvalidName, ReedbedError, UsageError, ViewCodeInvalid, did_you_mean, nearest_names
from reedbed.store.views.lookback import lookback_of
from reedbed.store.views.modules import read_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from reedbed.store.views.registry import ViewRegistry

_OPTION = re.compile(r"--\s*([a-z_]+)\s*:\s*(.*?)\s*")
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class _Options(TypedDict, total=False):
    time_column: str
    lookback: timedelta
    checkpoint: bool
    key: list[str]
    inputs: list[str]


def register_file(registry: ViewRegistry, file: Path) -> None:
    """Register the view of one file. Raises `ViewCodeInvalid` with file and line, `ViewExists`."""
    text = read_code(file)
    options = _options(file, text)
    try:
        registry.register_sql(file.stem, text, origin=str(file), **options)
    except (UsageError, InvalidName) as error:
        raise _invalid(file, 1, error) from error


def _options(file: Path, text: str) -> _Options:
    options = _Options()
    for line, word, value in _head(text):
        try:
            _take(options, word, value)
        except UsageError as error:
            raise _invalid(file, line, error) from error
    return options


def _invalid(file: Path, line: int, error: ReedbedError) -> ViewCodeInvalid:
    return ViewCodeInvalid(f"{file}, line {line}: {error.message}", hint=error.hint, file=str(file), line=line)


def _head(text: str) -> Iterator[tuple[int, str, str]]:
    """The options above the statement: line, word, value."""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("--"):
            return
        option = _OPTION.fullmatch(stripped)
        if option is not None:
            yield number, option[1], option[2]


def _take(options: _Options, word: str, value: str) -> None:
    if word == "time_column":
        options["time_column"] = value
    elif word == "lookback":
        options["lookback"] = lookback_of(value)
    elif word == "key":
        options["key"] = _listed(value)
    elif word == "inputs":
        options["inputs"] = _listed(value)
    elif word == "checkpoint" and value.lower() in _SWITCH:
        options["checkpoint"] = _SWITCH[value.lower()]
    elif word == "checkpoint":
        raise UsageError(f"checkpoint is true or false, found {value!r}.", hint="-- checkpoint: false")
    else:
        known = sorted(_Options.__annotations__)
        offer = did_you_mean(nearest_names(word, known)) or f"Options are {', '.join(known)}."
        raise UsageError(f"No option {word!r} for an SQL view. {offer}", hint=f"-- {known[0]}: …")


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
