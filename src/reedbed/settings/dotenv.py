r"""The `.env` file: one `NAME=value` per line.

`export` may stand before the name. A value in single quotes is taken as it is; in double quotes `\n`, `\r`,
`\t`, `\"`, `\\` and `\$` are escapes; both may span lines. A value without quotes ends at the line's end or at
a `#` after a space. Lines of other forms belong to other programs and count only when they begin with
`REEDBED_`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*
    (?:=[ \t]*(?:
          '(?P<single>[^']*)'[ \t]*(?:\#[^\n]*)?$
        | "(?P<double>(?:[^"\\]|\\.)*)"[ \t]*(?:\#[^\n]*)?$
        | (?P<plain>[^\n]*)$
      )
      | (?P<other>[^=\s][^\n]*|$)
    )""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """One line of a `.env` file; `value` is None when the line does not have the form `NAME=value`."""

    name: str
    value: str | None
    line: int


def parse_dotenv(text: str) -> list[Assignment]:
    """The assignments of a `.env` text in their order; of one name given twice the later one counts."""
    return [
        Assignment(name=match["name"], value=_value(match), line=text.count("\n", 0, match.start("name")) + 1)
        for match in _LINE.finditer(text)
    ]


def _value(match: re.Match[str]) -> str | None:
    if match["single"] is not None:
        return match["single"]
    if match["double"] is not None:
        return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[0]), match["double"])
    if match["plain"] is None or match["plain"].startswith(("'", '"')):
        return None
    return _COMMENT.sub("", match["plain"]).strip()
