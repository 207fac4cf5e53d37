from __future__ import annotations

from datetime import datetime

import pytest

from conversations.errors import DateOrderUnclear
from conversations.headers import DateEvidence, decide, header, local_time

CHRISTMAS = datetime(2023, 12, 24, 22, 5)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("24/12/2023 22:05 - Ada: hi", "dmy"),
        ("24/12/2023, 22:05 - Ada: hi", "dmy"),
        ("24/12/2023 à 22:05 - Ada: hi", "dmy"),
        ("24/12/23, 10:05 pm - Ada: hi", "dmy"),
        ("24/12/23, 10:05 p. m. - Ada: hi", "dmy"),
        ("12/24/23, 10:05\u202fPM - Ada: hi", "mdy"),
        ("12/24/23, 10:05 PM - Ada: hi", "mdy"),
        ("24.12.23, 22:05 - Ada: hi", "dmy"),
        ("24.12.2023 22:05 - Ada: hi", "dmy"),
        ("24-12-2023 22:05 - Ada: hi", "dmy"),
        ("24.12.2023 klo 22.05 - Ada: hi", "dmy"),
        ("2023-12-24 22:05 - Ada: hi", "ymd"),
        ("2023-12-24T22:05 - Ada: hi", "ymd"),
        ("2023/12/24, 22:05 - Ada: hi", "ymd"),
        ("[24/12/2023, 22:05:00] Ada: hi", "dmy"),
        ("[24/12/2023 22:05:00] Ada: hi", "dmy"),
        ("[12/24/23, 10:05:00\u202fPM] Ada: hi", "mdy"),
        ("[24.12.23, 22:05:00] Ada: hi", "dmy"),
        ("\u200e[24.12.23, 22:05:00] Ada: hi", "dmy"),
        ("\ufeff\u200f24/12/2023 22:05 - Ada: hi", "dmy"),
        # Arabic digits.
        ("\u0662\u0664/\u0661\u0662/\u0662\u0660\u0662\u0663 \u0662\u0662:\u0660\u0665 - Ada: hi", "dmy"),
    ],
)
def test_a_stamp_of_every_form_is_the_same_time(line: str, order: str) -> None:
    found = header(line)
    assert found is not None
    assert (local_time(found, order), found.rest) == (CHRISTMAS, "Ada: hi")  # type: ignore[arg-type]  # the order as text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hi",
        "24/12/2023",
        "24/12/2023 22:05",
        "see you 24/12/2023 22:05 - ok",
        "24/12-2023 22:05 - Ada: hi",
        "[24/12/2023 22:05 - Ada: hi",
    ],
)
def test_a_line_without_a_stamp_starts_no_message(line: str) -> None:
    assert header(line) is None


@pytest.mark.parametrize(
    "line", ["31/02/2023 22:05 - A: x", "24/12/2023 25:05 - A: x", "24/12/23, 13:05 PM - A: x", "0/1/23, 1:05 - A: x"]
)
def test_a_stamp_that_is_no_time_has_none(line: str) -> None:
    found = header(line)
    assert found is not None
    assert local_time(found, "dmy") is None


def test_noon_and_midnight_of_a_clock_face() -> None:
    hours = [header(f"24/12/23, 12:05 {half} - A: x") for half in ("AM", "PM")]
    times = [local_time(found, "dmy") for found in hours if found is not None]
    assert [time.hour for time in times if time is not None] == [0, 12]


def decided(*dates: str, locale: str | None = None) -> tuple[str, str]:
    evidence = DateEvidence()
    found = None
    for date in dates:
        found = header(f"{date} 10:00 - A: x")
        assert found is not None
        evidence.add(found.date)
    assert found is not None
    return decide(found.style, evidence, locale)[:2]


@pytest.mark.parametrize(
    ("dates", "locale", "order", "ground"),
    [
        (("01/02/24", "13/02/24"), None, "dmy", "above 12"),
        (("01/02/24", "02/13/24"), None, "mdy", "above 12"),
        (("01/02/24", "13/02/24"), "en-US", "dmy", "above 12"),
        (("13/02/24", "14/02/24", "02/15/24"), None, "dmy", "above 12"),
        (("11/01/24", "12/01/24", "01/02/24"), None, "dmy", "running forward"),
        (("01/11/24", "01/12/24", "02/01/24"), None, "mdy", "running forward"),
        (("01/02/24", "02/03/24"), "en-US", "mdy", "locale en-US"),
        (("01/02/24", "02/03/24"), "de", "dmy", "locale de"),
        (("01/02/24", "02/03/24"), None, "dmy", "default"),
        (("2024-02-01", "2024-03-02"), "en-US", "ymd", "year comes first"),
    ],
)
def test_the_whole_file_decides_the_order(dates: tuple[str, ...], locale: str | None, order: str, ground: str) -> None:
    found, why = decided(*dates, locale=locale)
    assert found == order
    assert ground in why


def test_dates_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(DateOrderUnclear) as caught:
        decided("13/02/24", "02/14/24")
    assert caught.value.details == {"day_first": 1, "month_first": 1}
