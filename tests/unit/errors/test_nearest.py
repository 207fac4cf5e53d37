"""Did you mean: near names are offered, far ones are not."""

from __future__ import annotations

import pytest

from reedbed.errors import did_you_mean, nearest_names


@pytest.mark.parametrize(
    ("name", "known", "offered"),
    [
        ("fligths", ["flights", "weather"], ["flights"]),
        ("FLIGHTS", ["flights", "weather"], ["flights"]),
        ("flight", ["Flights"], ["Flights"]),
        ("xyz", ["flights", "weather"], []),
        ("flights", [], []),
        ("", ["flights"], []),
    ],
)
def test_names_that_look_alike_are_offered(name: str, known: list[str], offered: list[str]) -> None:
    assert nearest_names(name, known) == offered


def test_the_most_similar_name_comes_first() -> None:
    assert nearest_names("hourly_weather", ["hourly_heather", "hourly_weathers", "weather"])[0] == "hourly_weathers"


def test_no_more_than_the_limit_are_offered() -> None:
    known = [f"table_{number}" for number in range(10)]
    assert len(nearest_names("table_x", known)) == 3
    assert len(nearest_names("table_x", known, limit=1)) == 1


def test_names_that_differ_in_case_alone_are_one_offer() -> None:
    assert nearest_names("flights", ["Flights", "FLIGHTS"]) == ["Flights"]


def test_the_sentence_joins_the_offers() -> None:
    assert did_you_mean([]) == ""
    assert did_you_mean(["a"]) == "Did you mean 'a'?"
    assert did_you_mean(["a", "b"]) == "Did you mean 'a' or 'b'?"
