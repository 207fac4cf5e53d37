"""Passwords in one spelling, so that the same characters typed on two keyboards are the same password (RFC 4013)."""

from __future__ import annotations

import stringprep
import unicodedata
from typing import Final

# RFC 4013, section 2.3.
PROHIBITED: Final = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def saslprep(password: str) -> str:
    """`password` prepared by SASLprep; as it is when SASLprep forbids it, which is what PostgreSQL and libpq do."""
    if password.isascii() and password.isprintable():
        return password
    mapped = "".join(
        " " if stringprep.in_table_c12(character) else character
        for character in password
        if not stringprep.in_table_b1(character)
    )
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    return prepared if _is_allowed(prepared) else password


def _is_allowed(prepared: str) -> bool:
    if not prepared or any(stringprep.in_table_a1(character) for character in prepared):
        return False
    if any(is_in_table(character) for is_in_table in PROHIBITED for character in prepared):
        return False
    # RFC 3454, section 6: text that runs right to left does so from its first character to its last, and unmixed.
    runs_left = [stringprep.in_table_d1(character) for character in prepared]
    if not any(runs_left):
        return True
    mixed = any(stringprep.in_table_d2(character) for character in prepared)
    return runs_left[0] and runs_left[-1] and not mixed
