"""The encodings of text that pages may be in: what a server names is no reason to run any other codec."""

from __future__ import annotations

import codecs
import re
from typing import Final

_ENCODINGS: Final = re.compile(
    r"utf-?(8|16|32)(-[bl]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-roman|shift_jis\w*|euc_\w+|gb\w+|big5\w*|johab"
)


def known_encoding(name: str) -> str:
    """The name of an encoding of text as Python has it, empty for what is none that is read."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return found if _ENCODINGS.fullmatch(found) else ""
