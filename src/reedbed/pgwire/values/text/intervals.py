"""Intervals in PostgreSQL's four styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from reedbed.pgwire.values.storage import fixed_values, validity

if TYPE_CHECKING:
    import numpy.typing as npt

    from reedbed.pgwire.values.styles import TextStyle

_NANOSECONDS = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")])


def interval_parts(array: pa.Array) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Months, days and microseconds of an Arrow month-day-nano array."""
    parts = fixed_values(array, "V16").view(_NANOSECONDS)
    return parts["months"], parts["days"], parts["nanoseconds"] // 1000


def interval_text(array: pa.Array, style: TextStyle) -> pa.Array:
    """`1 year 2 mons 3 days 04:05:06`; each distinct value is spelled once, as intervals repeat."""
    if not len(array):
        return pa.array([], pa.string())
    months, days, microseconds = interval_parts(array)
    triples = np.stack([months.astype(np.int64), days.astype(np.int64), microseconds], axis=1)
    distinct, positions = np.unique(triples, axis=0, return_inverse=True)
    spell = {"iso_8601": _iso, "sql_standard": _sql, "postgres_verbose": _verbose}.get(style.interval_style, _postgres)
    texts = pa.array([spell(int(m), int(d), int(us)) for m, d, us in distinct], pa.string())
    valid = validity(array)
    taken = pa.array(positions.ravel(), pa.int64(), mask=None if valid is None else ~valid)
    return texts.take(taken)


def interval_text_of(months: int, days: int, microseconds: int) -> str:
    """One interval in the style `postgres`."""
    return _postgres(months, days, microseconds)


def _units(months: int) -> tuple[int, int]:
    """Years and months, both with the sign of the whole, as C divides."""
    years = abs(months) // 12 * (-1 if months < 0 else 1)
    return years, months - years * 12


def _clock(microseconds: int, *, pad: bool = True) -> str:
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}" if pad else f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{text}.{fraction:06d}".rstrip("0") if fraction else text


def _seconds(microseconds: int) -> str:
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    return f"{seconds}.{fraction:06d}".rstrip("0") if fraction else str(seconds)


def _postgres(months: int, days: int, microseconds: int) -> str:
    years, months = _units(months)
    parts: list[str] = []
    negative = False
    for count, unit in ((years, "year"), (months, "mon"), (days, "day")):
        if count:
            # A positive part after a negative one says so.
            sign = "+" if negative and count > 0 else ""
            parts.append(f"{sign}{count} {unit}{'' if count == 1 else 's'}")
            negative = count < 0
    if microseconds or not parts:
        sign = "-" if microseconds < 0 else "+" if negative else ""
        parts.append(sign + _clock(microseconds))
    return " ".join(parts)


def _verbose(months: int, days: int, microseconds: int) -> str:
    years, months = _units(months)
    sign = -1 if microseconds < 0 else 1
    seconds = abs(microseconds) // 1_000_000
    parts: list[str] = []
    negative = False
    for count, unit in (
        (years, "year"),
        (months, "mon"),
        (days, "day"),
        (sign * (seconds // 3600), "hour"),
        (sign * (seconds // 60 % 60), "min"),
    ):
        if count:
            if not parts:
                negative = count < 0
            shown = -count if negative else count
            parts.append(f"{shown} {unit}{'' if shown == 1 else 's'}")
    rest = abs(microseconds) % 60_000_000
    if rest:
        if not parts:
            negative = microseconds < 0
        minus = "-" if (microseconds < 0) != negative else ""
        text = _seconds(rest)
        parts.append(f"{minus}{text} sec{'' if text == '1' and not minus else 's'}")
    if not parts:
        return "@ 0"
    return f"@ {' '.join(parts)}{' ago' if negative else ''}"


def _iso(months: int, days: int, microseconds: int) -> str:
    years, months = _units(months)
    date = "".join(f"{count}{unit}" for count, unit in ((years, "Y"), (months, "M"), (days, "D")) if count)
    sign = "-" if microseconds < 0 else ""
    seconds = abs(microseconds) // 1_000_000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, abs(microseconds) % 60_000_000
    time = "".join(f"{sign}{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    if rest:
        time += f"{sign}{_seconds(rest)}S"
    if not date and not time:
        return "PT0S"
    return f"P{date}T{time}" if time else f"P{date}"


def _sql(months: int, days: int, microseconds: int) -> str:
    years, rest = _units(months)
    signs = {value > 0 for value in (months, days, microseconds) if value}
    if not signs:
        return "0"
    if len(signs) > 1 or (months and (days or microseconds)):
        # Mixed or both kinds of fields: each part carries its sign.
        def sign(value: int) -> str:
            return "-" if value < 0 else "+"

        return (
            f"{sign(months)}{abs(years)}-{abs(rest)} {sign(days)}{abs(days)} "
            f"{sign(microseconds)}{_clock(microseconds, pad=False)}"
        )
    minus = "" if signs == {True} else "-"
    if months:
        return f"{minus}{abs(years)}-{abs(rest)}"
    if days:
        return f"{minus}{abs(days)} {_clock(microseconds, pad=False)}"
    return f"{minus}{_clock(microseconds, pad=False)}"
