"""Names of files with patterns: which files of a folder or a bucket they stand for.

`*` and `?` stand for anything but a slash, `**` for any number of folders. A name that ends with a slash stands for
everything below it.
"""

from __future__ import annotations

import glob
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

_PATTERN: Final = re.compile(r"\*\*/|\*\*|\*|\?|\[[^\]]+\]")
_STANDS_FOR: Final = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def local_path(url: str) -> str:
    """The path that a URL of a file of this machine names, patterns and all."""
    scheme, separator, rest = url.partition("://")
    # Not by urlsplit: to it a ? begins a query, and here it is a pattern.
    return unquote("/" + rest.partition("/")[2]) if separator and scheme.casefold() == "file" else url


def local_files(pattern: str) -> list[Path]:
    """The files that a path with patterns stands for, sorted by name."""
    whole = f"{pattern}**" if pattern.endswith("/") else pattern
    if not glob.has_magic(whole) or Path(whole).is_file():
        return [Path(whole)] if Path(whole).is_file() else []
    return sorted(Path(each) for each in glob.glob(whole, recursive=True) if Path(each).is_file())  # noqa: PTH207 - pathlib's does not take absolute patterns


def fixed_part(key: str) -> str:
    """What every name begins with that a key with patterns stands for, up to a slash."""
    found = _PATTERN.search(key)
    return key[: key.rfind("/", 0, found.start()) + 1] if found else key


def key_expression(key: str) -> re.Pattern[str]:
    """What the whole name of an object matches that a key with patterns stands for."""
    key = f"{key}**" if key.endswith("/") or not key else key
    text, at = "", 0
    for match in _PATTERN.finditer(key):
        found = match[0]
        text += re.escape(key[at : match.start()]) + _STANDS_FOR.get(found, found.replace("[!", "[^"))
        at = match.end()
    return re.compile(text + re.escape(key[at:]))
