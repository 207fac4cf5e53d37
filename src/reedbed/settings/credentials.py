"""Credentials for remote files: what a secret of each type may hold, and how it is put together.

The fields are the parameters of DuckDB's CREATE SECRET for the types s3 and http.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from reedbed.settings.masking import SecretText, shown_value
from reedbed.settings.value_types import FLAG, HEADERS, HIDDEN, TEXT, TEXTS, ValueType, choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.settings.masking import ShownValue

SecretType: TypeAlias = Literal["s3", "http"]
SecretOption: TypeAlias = "str | bool | SecretText | dict[str, SecretText]"
RevealedOption: TypeAlias = "str | bool | dict[str, str]"

SECRET_TYPE = choice("s3", "http")
SECRET_NAME = re.compile(r"[a-z](?:[a-z0-9-]|_(?!_))*")
SECRET_NAME_EXPECTED = "names of letters, digits, dashes and single underscores"  # noqa: S105 - a sentence

SECRET_FIELDS: dict[SecretType, dict[str, ValueType]] = {
    "s3": {
        "key_id": HIDDEN,
        "secret": HIDDEN,
        "session_token": HIDDEN,
        "region": TEXT,
        "endpoint": TEXT,
        "url_style": choice("vhost", "path"),
        "use_ssl": FLAG,
        "url_compatibility_mode": FLAG,
        "scope": TEXTS,
    },
    "http": {
        "bearer_token": HIDDEN,
        "extra_http_headers": HEADERS,
        "http_proxy": TEXT,
        "http_proxy_username": HIDDEN,
        "http_proxy_password": HIDDEN,
        "scope": TEXTS,
    },
}
SECRET_FIELD_NAMES = ("type", *dict.fromkeys(name for fields in SECRET_FIELDS.values() for name in fields))


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """One named credential; printing it shows `****` for what must not be read.

    `scope` holds the URL prefixes that it counts for, all when empty; `options` are the other parameters of
    CREATE SECRET by their lower-case names.
    """

    name: str
    type: SecretType
    scope: tuple[str, ...] = ()
    options: Mapping[str, SecretOption]

    def reveal(self) -> dict[str, RevealedOption]:
        """The options in clear, for the one place that creates the secret in DuckDB."""
        return {name: _revealed(option) for name, option in self.options.items()}

    def for_engine(self) -> dict[str, object]:
        """Type, scope and options in clear, as `EngineOptions` takes them."""
        return {"type": self.type, "scope": list(self.scope), **self.reveal()}

    def to_dict(self) -> dict[str, ShownValue]:
        """The secret as JSON values, masked."""
        shown = {name: shown_value(option) for name, option in self.options.items()}
        scope: dict[str, ShownValue] = {"scope": shown_value(self.scope)} if self.scope else {}
        return {"type": self.type, **shown, **scope}

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"Secret(name={self.name!r}, {fields})"


def secret_of(name: str, values: Mapping[str, object]) -> Secret:
    """The secret put together from converted values; `values` holds `type` and fields of that type."""
    options = {field: value for field, value in values.items() if field not in {"type", "scope"}}
    return Secret(
        name=name,
        type=cast("SecretType", values["type"]),
        scope=cast("tuple[str, ...]", values.get("scope", ())),
        options=cast("dict[str, SecretOption]", options),
    )


def _revealed(option: SecretOption) -> RevealedOption:
    if isinstance(option, SecretText):
        return option.reveal()
    if isinstance(option, dict):
        return {header: text.reveal() for header, text in option.items()}
    return option
