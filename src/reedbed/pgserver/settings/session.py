"""The settings of one session: their values, how transactions keep or undo changes, what the client is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import SettingRefused, SettingUnknown, did_you_mean, nearest_names
from reedbed.pgserver.settings import values
from reedbed.pgserver.settings.catalogue import REPORTED, SETTINGS
from reedbed.pgwire.values.styles import TextStyle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class SessionSettings:
    """Values by name. A name with a dot that nobody knows is the client's own."""

    def __init__(self, defaults: Mapping[str, str]) -> None:
        self._defaults = {name: setting.default for name, setting in SETTINGS.items()}
        self._defaults.update({name.lower(): value for name, value in defaults.items()})
        self._values = dict(self._defaults)
        self._before_transaction: dict[str, str] | None = None
        self._before_local: dict[str, str | None] = {}
        self._told: dict[str, str] = {}
        self.generation = 0
        self._derive()

    def _derive(self) -> None:
        """Keep at hand what every statement asks for."""
        self.generation += 1
        known = self._values
        self.speaks_postgres = known["reedbed.dialect"] == "postgres"
        self.statement_seconds = values.seconds(known["statement_timeout"])
        self.lock_seconds = values.seconds(known["lock_timeout"])
        self.idle_seconds = values.seconds(known["idle_session_timeout"])
        self.idle_in_transaction_seconds = values.seconds(known["idle_in_transaction_session_timeout"])
        self.style = TextStyle(
            time_zone=values.offset_of(known["timezone"]) or known["timezone"],
            date_style=known["datestyle"],
            interval_style=known["intervalstyle"],
            bytea_output=known["bytea_output"],
            extra_float_digits=int(known["extra_float_digits"]),
        )

    def start(self, parameters: Mapping[str, str]) -> None:
        """Take the settings that a client sent when it connected; they are what RESET goes back to."""
        for name, value in parameters.items():
            self._defaults[name.lower()] = self._read(name.lower(), (value,), startup=True)
        self._values = dict(self._defaults)
        self._derive()

    def show(self, name: str) -> str:
        """The value of a setting. Raises `SettingUnknown`."""
        try:
            return self._values[name.lower()]
        except KeyError:
            raise _unknown(name) from None

    def all(self) -> list[tuple[str, str, str]]:
        """Name, value and description of every setting, sorted by name."""
        return sorted(
            (SETTINGS[name].name, value, SETTINGS[name].description)
            for name, value in self._values.items()
            if name in SETTINGS
        )

    def known(self) -> dict[str, str]:
        """The value of every setting by its name, the client's own among them."""
        return {SETTINGS[name].name if name in SETTINGS else name: value for name, value in self._values.items()}

    def set(self, name: str, given: Sequence[str] | str | None, *, local: bool = False) -> None:
        """Give a setting a value, `None` for its default; `local` ends with the transaction.

        A text is the whole value as SHOW gives it; a sequence holds the words of a SET.
        """
        folded = name.lower()
        if given is None:
            value = self._default(folded)
        elif isinstance(given, str):
            value = self._read(folded, (given,), whole=True)
        else:
            value = self._read(folded, given)
        if self._before_transaction is not None:
            if local:
                self._before_local.setdefault(folded, self._values.get(folded))
            else:
                self._before_local.pop(folded, None)
        self._values[folded] = value
        self._derive()

    def _read(self, name: str, given: Sequence[str], *, startup: bool = False, whole: bool = False) -> str:
        setting = SETTINGS.get(name)
        if setting is None:
            if "." not in name:
                raise _unknown(name)
            return values.listed(given) if len(given) > 1 else given[0]
        if setting.fixed and not startup:
            raise SettingRefused(f'parameter "{setting.name}" cannot be changed', name=name)
        if name == "search_path":
            return given[0] if startup or whole else values.listed(given)
        if name == "datestyle":
            return values.date_style(self._values["datestyle"])(setting.name, ",".join(given))
        if len(given) != 1:
            raise SettingRefused(f"SET {setting.name} takes only one argument", name=name)
        return setting.read(setting.name, given[0])

    def _default(self, name: str) -> str:
        if name in self._defaults:
            if name in SETTINGS and SETTINGS[name].fixed and name != "session_authorization":
                raise SettingRefused(f'parameter "{SETTINGS[name].name}" cannot be changed', name=name)
            return self._defaults[name]
        if "." not in name:
            raise _unknown(name)
        return ""

    def reset_all(self) -> None:
        """Every setting back to its default."""
        for name in [name for name in self._values if name not in self._defaults]:
            del self._values[name]
        self._values.update(self._defaults)
        self._before_local.clear()
        self._derive()

    def begin(self) -> None:
        """A transaction begins, if none has; what it changes may be undone with it."""
        if self._before_transaction is None:
            self._before_transaction = dict(self._values)

    def end(self, *, committed: bool) -> None:
        """The transaction ends: local values go, and after a rollback all that it changed."""
        before, self._before_transaction = self._before_transaction, None
        if before is None:
            return
        if self._values == before:
            self._before_local.clear()
            return
        if not committed:
            self._values = before
        else:
            for name, value in self._before_local.items():
                # A name that was not there before stays, without a value.
                self._values[name] = value or ""
        self._before_local.clear()
        self._derive()

    def news(self) -> list[tuple[str, str]]:
        """Names and values that the client follows and has not been told yet."""
        found = [(name, self._values[name]) for name in REPORTED if self._told.get(name) != self._values[name]]
        self._told.update(found)
        return [(SETTINGS[name].name, value) for name, value in found]


def _unknown(name: str) -> SettingUnknown:
    return SettingUnknown(
        f'unrecognized configuration parameter "{name}"', hint=did_you_mean(nearest_names(name, SETTINGS)), name=name
    )
