"""Lengths of time as text: ISO 8601 for programs, short for people."""

from __future__ import annotations

_NANOSECONDS = 1_000_000_000
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))


def iso_duration(months: int, days: int, nanoseconds: int) -> str:
    """An interval as an ISO 8601 duration; each part has its own sign, as in DuckDB and PostgreSQL."""
    years, months = _split(months, 12)
    minutes, rest = _split(nanoseconds, 60 * _NANOSECONDS)
    hours, minutes = _split(minutes, 60)
    date = _parts((years, "Y"), (months, "M"), (days, "D"))
    time = _parts((hours, "H"), (minutes, "M")) + _seconds(rest)
    if not date and not time:
        return "PT0S"
    return f"P{date}" + (f"T{time}" if time else "")


def short_duration(seconds: float) -> str:
    """A duration in its two largest units: `850 ms`, `3.2 s`, `4 min 5 s`, `2 d 3 h`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for position, (unit, size) in enumerate(_UNITS):
        if whole >= size:
            lower, lower_size = _UNITS[position + 1] if position + 1 < len(_UNITS) else ("s", 1)
            rest = whole % size // lower_size
            return f"{whole // size} {unit}" + (f" {rest} {lower}" if rest else "")
    return f"{whole} s"


def _split(amount: int, size: int) -> tuple[int, int]:
    sign = -1 if amount < 0 else 1
    whole, rest = divmod(abs(amount), size)
    return sign * whole, sign * rest


def _parts(*parts: tuple[int, str]) -> str:
    return "".join(f"{amount}{unit}" for amount, unit in parts if amount)


def _seconds(nanoseconds: int) -> str:
    if not nanoseconds:
        return ""
    sign = "-" if nanoseconds < 0 else ""
    whole, fraction = divmod(abs(nanoseconds), _NANOSECONDS)
    decimals = f".{fraction:09d}".rstrip("0") if fraction else ""
    return f"{sign}{whole}{decimals}S"
