"""Session settings: how values are read and shown, and what transactions do to them."""

from __future__ import annotations

import pytest

from reedbed import errors
from reedbed.pgserver.settings import SETTINGS, SessionSettings


@pytest.fixture
def settings() -> SessionSettings:
    return SessionSettings({"is_superuser": "on"})


@pytest.mark.parametrize(
    ("name", "given", "shown"),
    [
        ("statement_timeout", "1500", "1500ms"),
        ("statement_timeout", "60000", "1min"),
        ("statement_timeout", "2h", "2h"),
        ("statement_timeout", "0", "0"),
        ("jit", "t", "on"),
        ("jit", "of", "off"),
        ("DateStyle", "dmy", "ISO, DMY"),
        ("datestyle", "German", "German, DMY"),
        ("IntervalStyle", "ISO_8601", "iso_8601"),
        ("client_encoding", "utf-8", "UTF8"),
        ("TimeZone", "europe/prague", "Europe/Prague"),
        ("TimeZone", "2", "<+02>-02"),
        ("TimeZone", "-5", "<-05>+05"),
        ("TimeZone", "+05:30", "<+05:30>-05:30"),
        ("myapp.user", "me", "me"),
    ],
)
def test_a_value_is_shown_in_its_one_spelling(settings: SessionSettings, name: str, given: str, shown: str) -> None:
    settings.set(name, (given,))
    assert settings.show(name) == shown


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("statement_timeout", "soon"),
        ("statement_timeout", "-1"),
        ("jit", "perhaps"),
        ("TimeZone", "Nowhere/City"),
        ("client_encoding", "LATIN1"),
        ("standard_conforming_strings", "off"),
        ("server_version", "9.6"),
        ("extra_float_digits", "4"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(settings: SessionSettings, name: str, given: str) -> None:
    with pytest.raises(errors.SettingRefused):
        settings.set(name, (given,))


def test_an_unknown_name_offers_the_nearest(settings: SessionSettings) -> None:
    with pytest.raises(errors.SettingUnknown) as caught:
        settings.show("statement_timeot")
    assert "statement_timeout" in caught.value.hint


def test_the_style_of_texts_follows_the_settings(settings: SessionSettings) -> None:
    settings.set("TimeZone", ("2",))
    settings.set("bytea_output", ("escape",))
    assert (settings.style.time_zone, settings.style.bytea_output) == ("+02:00", "escape")


def test_a_rollback_undoes_what_the_transaction_set(settings: SessionSettings) -> None:
    settings.begin()
    settings.set("application_name", ("inside",))
    settings.end(committed=False)
    assert settings.show("application_name") == ""


def test_a_local_value_ends_with_a_commit_and_another_stays(settings: SessionSettings) -> None:
    settings.begin()
    settings.set("application_name", ("kept",))
    settings.set("statement_timeout", ("1s",), local=True)
    settings.end(committed=True)
    assert (settings.show("application_name"), settings.show("statement_timeout")) == ("kept", "0")


def test_news_are_told_once(settings: SessionSettings) -> None:
    assert {name for name, _ in settings.news()} >= {"server_version", "TimeZone", "client_encoding"}
    settings.set("TimeZone", ("Europe/Prague",))
    assert settings.news() == [("TimeZone", "Europe/Prague")]
    assert settings.news() == []


def test_reset_goes_back_to_what_the_client_came_with(settings: SessionSettings) -> None:
    settings.start({"application_name": "psql"})
    settings.set("application_name", ("other",))
    settings.set("application_name", None)
    assert settings.show("application_name") == "psql"


def test_every_default_is_a_value_that_its_setting_takes() -> None:
    wrong = [
        setting.name
        for setting in SETTINGS.values()
        if not setting.fixed and setting.read(setting.name, setting.default) != setting.default
    ]
    assert wrong == []
