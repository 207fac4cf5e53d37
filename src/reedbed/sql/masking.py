"""What may be written down of an SQL text: secrets in it become `****`, whatever else it says stays.

Logs, the ledger, the list of running statements and messages of errors pass through here. It goes by words, not by
grammar, so that a text that does not parse is masked as well; it rather masks too much.
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "****"

_TRIGGER: Final = re.compile(
    r"passw|pwd|secret|token|credential|bearer|_key|key_|authorization|passphrase|scram-sha|://[^\s/@]*@", re.IGNORECASE
)
"""Without one of these words a text holds nothing to mask; that costs one look."""

_LITERAL: Final = r"(?:[EeXxBb]?'(?:[^']|'')*(?:'|$)|\$(\w*)\$.*?(?:\$\1\$|$))"
_SECRET_STATEMENT: Final = re.compile(
    r"\b(?:CREATE|ALTER)\b(?:\s|OR|REPLACE|PERSISTENT|TEMP(?:ORARY)?|IF|NOT|EXISTS)*\b(?:SECRET|USER|ROLE)\b[^;]*",
    re.IGNORECASE,
)
_ANY_LITERAL: Final = re.compile(_LITERAL, re.DOTALL)
_NAMED: Final = re.compile(
    r"""(["']?[\w.-]*(?:passw(?:or)?d|pwd|secret|token|credentials?|passphrase|authorization|connection_string
    |access_key(?:_id)?|account_key|encryption_key|key_id|private_key|api_key)\w*["']?
    \s*(?:=>|:=|=|:|,|\bTO\b|\bIS\b|\s)?\s*)"""
    + _LITERAL,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_IN_CONNECTION: Final = re.compile(
    r"((?:passw(?:or)?d|pwd|token|secret|sslpassword)\s*=\s*)(?:\\'[^']*\\'|''[^']*''|[^\s'\";&,)]+)", re.IGNORECASE
)
_IN_URL: Final = re.compile(r"(?<=://)[^\s/@'\"]*(?=@)")
_BEARER: Final = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)
_VERIFIER: Final = re.compile(r"SCRAM-SHA-256\$[^\s'\"]+", re.IGNORECASE)


def masked(text: str) -> str:
    """`text` without its secrets: passwords, keys, tokens, the credentials of URLs and connection strings."""
    if _TRIGGER.search(text) is None:
        return text
    text = _VERIFIER.sub(MASK, text)
    text = _SECRET_STATEMENT.sub(lambda found: _ANY_LITERAL.sub(f"'{MASK}'", found[0]), text)
    text = _IN_CONNECTION.sub(rf"\1{MASK}", text)
    text = _NAMED.sub(rf"\1'{MASK}'", text)
    text = _IN_URL.sub(MASK, text)
    return _BEARER.sub(rf"\1 {MASK}", text)
