"""The settings in effect: typed values, and where each came from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from typing import TYPE_CHECKING, Literal, NamedTuple

from reedbed.settings.catalogue import SECRETS, SETTINGS
from reedbed.settings.masking import shown_value
from reedbed.settings.origins import DEFAULT_ORIGIN, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.settings.credentials import Secret
    from reedbed.settings.masking import ShownValue


class ShownSetting(NamedTuple):
    """A line of `reedbed config show`: the dotted name, the value as JSON with secrets masked, its origin."""

    name: str
    value: ShownValue
    origin: Origin


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The values in effect; paths are absolute.

    `database`, `checkpoint_dir` and `migrations` are None where there is no workspace and nobody set them;
    `memory_limit`, `threads`, `temp_directory` and `extension_directory` are None when DuckDB decides;
    `decoders` and `functions` are None for none, `max_result_rows` for no limit, `keep_pages_days` for ever;
    `lake_target` is a URL or the absolute path of a folder, None for the workspace's own `data/lake`;
    `views` is the name of a module, or files and folders, or None for what is found by convention.
    `secrets` is keyed by lower-case name, `origins` by dotted setting name (`secrets.lake.key_id`).
    """

    database: Path | None
    checkpoint: bool
    checkpoint_dir: Path | None
    lake_target: str | None
    views: str | tuple[Path, ...] | None
    decoders: tuple[str, ...] | None
    keep_pages_days: int | None
    migrations: Path | None
    memory_limit: str | None
    threads: int | None
    temp_directory: Path | None
    extension_directory: Path | None
    lock_timeout_seconds: float
    door: bool
    functions: tuple[str, ...] | None
    max_connections: int
    max_result_rows: int | None
    statement_timeout_seconds: float
    idle_timeout_seconds: float
    idle_in_transaction_timeout_seconds: float
    output: Literal["auto", "text", "json"]
    color: Literal["auto", "always", "never"]
    secrets: Mapping[str, Secret]
    origins: Mapping[str, Origin]

    def explain(self) -> list[ShownSetting]:
        """Every setting in the order of the catalogue, then every field of every secret."""
        plain = [self._shown(setting.name, getattr(self, setting.name)) for setting in SETTINGS]
        return plain + [
            self._shown(f"{SECRETS}.{name}.{field}", value)
            for name, secret in sorted(self.secrets.items())
            for field, value in secret.to_dict().items()
        ]

    def to_dict(self) -> dict[str, ShownValue]:
        """The values as JSON, secrets masked, without their origins."""
        values = {setting.name: shown_value(getattr(self, setting.name)) for setting in SETTINGS}
        secrets: ShownValue = {name: secret.to_dict() for name, secret in self.secrets.items()}
        return {**values, SECRETS: secrets}

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{field.name}={shown_value(getattr(self, field.name))!r}"
            for field in fields(self)
            if field.name not in {SECRETS, "origins"}
        )
        return f"Settings({shown}, secrets={list(self.secrets.values())!r})"

    def _shown(self, name: str, value: object) -> ShownSetting:
        return ShownSetting(name, shown_value(value), self.origins.get(name, DEFAULT_ORIGIN))
