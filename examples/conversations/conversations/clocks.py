"""Local times to UTC: the only place that knows about time zones.

A time that a clock skips in spring is read with the offset before the change (02:30 becomes 03:30).
A time that comes twice in autumn is the first one, until the chat's clock runs backwards by more than
two minutes: from there on it is the second. Both follow from the lines alone, so every run agrees.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from conversations.errors import RequestInvalid

if TYPE_CHECKING:
    from datetime import tzinfo

DEFAULT_ZONE = "UTC"

# Messages arrive a little out of order; a jump of the clock is an hour, which two busy minutes are not.
_DISORDER = timedelta(minutes=2)


def time_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `Europe/Prague`; RequestInvalid when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise RequestInvalid(
            f"'timezone' takes an IANA name such as 'Europe/Prague'; {name!r} is none that this machine knows.",
            hint="python -c 'import zoneinfo; print(sorted(zoneinfo.available_timezones()))'",
            key="timezone",
            found=name,
        ) from error


class Clock:
    """Turns the local times of one chat into UTC, in the order in which they stand in the file."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._local: datetime | None = None
        self._instant = datetime.min.replace(tzinfo=UTC)

    def utc(self, local: datetime) -> datetime:
        """The instant of a naive local time."""
        if local == self._local:
            return self._instant
        first = local.replace(tzinfo=self._zone)
        instant = first.astimezone(UTC)
        second = first.replace(fold=1)
        # In the skipped hour fold=1 lies before fold=0, and the first reading stands.
        if second.utcoffset() != first.utcoffset() and instant + _DISORDER < self._instant:
            instant = max(instant, second.astimezone(UTC))
        self._local, self._instant = local, instant
        return instant
