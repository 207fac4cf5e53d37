"""Counts in sentences, in errors and on terminals."""

from __future__ import annotations


def count_of(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: `1 row`, `336,776 rows`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
