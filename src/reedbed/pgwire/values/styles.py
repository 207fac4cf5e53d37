"""How values are spelled in text: the settings of a session that PostgreSQL's output functions look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStyle:
    """The settings `TimeZone`, `DateStyle`, `IntervalStyle`, `bytea_output` and `extra_float_digits`.

    `time_zone` is a name of the IANA database or a fixed offset `+HH:MM`, east of Greenwich positive.
    `date_style` is the format with its order, as SHOW gives it: `ISO, MDY`.
    """

    time_zone: str = "UTC"
    date_style: str = "ISO, MDY"
    interval_style: str = "postgres"
    bytea_output: str = "hex"
    extra_float_digits: int = 1


DEFAULT_STYLE: Final = TextStyle()
