"""Traces of personal data in a text, by declared patterns; the flags say where to look, not what is true."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import NamedTuple


class Pattern(NamedTuple):
    """A kind of trace: a character without which there is none (cheap to look for), and its form."""

    kind: str
    needs: str
    form: re.Pattern[str]


# Quantifiers are bounded: a text of 65,536 letters costs one pass.
PATTERNS: tuple[Pattern, ...] = (
    Pattern("email", "@", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")),
    Pattern("url", ".", re.compile(r"(?:https?://|\bwww\.)\S{3}", re.IGNORECASE)),
    Pattern(
        "phone",
        "",
        re.compile(r"(?<![\w.])(?:(?:\+|(?<!\d )00?|\(0?)\d(?:[ ()./-]{0,2}\d){6,13}|\d{3}[-. ]\d{3}[-. ]\d{4})(?!\w)"),
    ),
    Pattern("iban", "", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    Pattern("card", "", re.compile(r"(?<![\w+])(?<!\d )\d{4}(?:[ -]?\d{4}){3}(?!\w)")),
)
_DIGITS = re.compile(r"\d{2}")


@lru_cache(maxsize=64)
def _document(found: frozenset[str]) -> str:
    return json.dumps({pattern.kind: pattern.kind in found for pattern in PATTERNS}, separators=(",", ":"))


NONE_FOUND = _document(frozenset())


def pii_flags(text: str | None) -> str:
    """A JSON object with every declared kind and whether the text shows it."""
    if not text:
        return NONE_FOUND
    if "@" not in text and "." not in text and _DIGITS.search(text) is None:
        return NONE_FOUND
    return _document(frozenset(p.kind for p in PATTERNS if p.needs in text and p.form.search(text)))
