"""Putting the layers together: of each setting the strongest layer's value, checked and typed.

A relative path starts at the workspace's folder, in whatever layer it stands; one given as a flag, or where
there is no workspace, starts at the current folder.
"""

from __future__ import annotations

import os
from collections import ChainMap, defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from reedbed.errors import InvalidSetting, WorkspaceNotFound
from reedbed.settings.catalogue import SECRETS, SETTINGS, Setting
from reedbed.settings.credentials import (
    SECRET_FIELDS,
    SECRET_TYPE,
    Secret,
    SecretType,
    secret_of,
)
from reedbed.settings.effective import Settings
from reedbed.settings.layers import (
    Given,
    Layer,
    dotenv_assignments,
    dotenv_layer,
    environment_layer,
    flag_layer,
    user_layer,
    workspace_layer,
)
from reedbed.settings.origins import DEFAULT_ORIGIN
from reedbed.settings.references import VariableMissing, expand
from reedbed.settings.refusals import invalid_setting, unknown_setting
from reedbed.settings.user_file import UNSET, Unset, user_settings_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.settings.dotenv import Assignment
    from reedbed.settings.value_types import ValueType

DOTENV = ".env"
_NO_FLAGS: Mapping[str, object] = MappingProxyType({})


def resolve_settings(
    *,
    workspace_file: Path | None,
    flags: Mapping[str, object] = _NO_FLAGS,
    environ: Mapping[str, str] | None = None,
    user_file: Path | Unset | None = UNSET,
) -> Settings:
    """The settings of a workspace, or of none.

    Flag > environment > `.env` beside `workspace_file` > `workspace_file` > user file > default. `environ` is
    the process's own when None; `user_file` is the platform's unless given, and None for none.

    Raises:
        UnknownSetting: any layer has a name that is no setting.
        InvalidSetting: a value in effect does not fit, or a stated user file cannot be read.
        WorkspaceNotFound: `workspace_file` does not exist.
        WorkspaceInvalid: `workspace_file` is not a YAML mapping.
    """
    variables = os.environ if environ is None else environ
    lines = [] if workspace_file is None else dotenv_assignments(workspace_file.parent / DOTENV)
    layers: list[Layer] = [flag_layer(flags), environment_layer(variables)]
    if workspace_file is not None:
        layers += [dotenv_layer(workspace_file.parent / DOTENV, lines), _workspace(workspace_file)]
    layers.append(_user(user_file, variables))
    return _Resolution(
        given=ChainMap(*layers),
        variables=_variables(variables, lines),
        folder=None if workspace_file is None else workspace_file.parent.absolute(),
    ).settings()


def referable_variables(folder: Path, environ: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """What `${env:NAME}` may refer to in a file of a workspace folder: the environment, then its `.env`."""
    return _variables(os.environ if environ is None else environ, dotenv_assignments(folder / DOTENV))


def _variables(environ: Mapping[str, str], lines: Sequence[Assignment]) -> Mapping[str, str]:
    return ChainMap(dict(environ), {line.name: line.value for line in lines if line.value is not None})


def _workspace(file: Path) -> Layer:
    if not file.is_file():
        raise WorkspaceNotFound(f"There is no file {file}.", hint=f"reedbed init {file.parent}", path=str(file.parent))
    return workspace_layer(file)


def _user(stated: Path | Unset | None, environ: Mapping[str, str]) -> Layer:
    file = user_settings_file(environ) if isinstance(stated, Unset) else stated
    if file is None or (isinstance(stated, Unset) and not file.is_file()):
        return {}
    return user_layer(file)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Resolution:
    """The merged layers, and what their values refer to."""

    given: Mapping[str, Given]
    variables: Mapping[str, str]
    folder: Path | None

    def settings(self) -> Settings:
        values: dict[str, Any] = {setting.name: self._value(setting) for setting in SETTINGS}
        origins = {
            setting.name: self.given[setting.name].origin if setting.name in self.given else DEFAULT_ORIGIN
            for setting in SETTINGS
        }
        secret_origins = {name: given.origin for name, given in self.given.items() if name.startswith(f"{SECRETS}.")}
        return Settings(**values, secrets=self._secrets(), origins=origins | secret_origins)

    def _value(self, setting: Setting) -> object:
        given = self.given.get(setting.name)
        if given is not None:
            return self._converted(setting.name, given, setting.type)
        if setting.default is None or (setting.in_workspace and self.folder is None):
            return None
        return setting.type.convert(setting.default, self.folder or Path.cwd())

    def _secrets(self) -> dict[str, Secret]:
        fields: defaultdict[str, dict[str, Given]] = defaultdict(dict)
        for dotted, given in self.given.items():
            if dotted.startswith(f"{SECRETS}."):
                _, name, field = dotted.split(".")
                fields[name][field] = given
        return {name: self._secret(name, given) for name, given in sorted(fields.items())}

    def _secret(self, name: str, given: dict[str, Given]) -> Secret:
        dotted = f"{SECRETS}.{name}"
        if "type" not in given:
            origin = next(iter(given.values())).origin
            raise invalid_setting(f"{dotted}.type", None, expected=SECRET_TYPE.expected, origin=origin)
        kind = cast("SecretType", self._converted(f"{dotted}.type", given["type"], SECRET_TYPE))
        types = {"type": SECRET_TYPE, **SECRET_FIELDS[kind]}
        for field, value in given.items():
            if field not in types:
                known = [f"{dotted}.{known}" for known in types]
                raise unknown_setting(f"{dotted}.{field}", origin=value.origin, known=known)
        values = {
            field: self._converted(f"{dotted}.{field}", value, types[field], secret=field != "type")
            for field, value in given.items()
        }
        return secret_of(name, values)

    def _converted(self, name: str, given: Given, kind: ValueType, *, secret: bool = False) -> object:
        from_flag = given.origin.kind == "flag"
        folder = Path.cwd() if from_flag or self.folder is None else self.folder
        expected = kind.expected
        try:
            return kind.convert(given.value if from_flag else expand(given.value, self.variables), folder)
        except VariableMissing as missing:
            expected = f"the environment variable {missing.name!r} to be set"
        except ValueError:
            pass  # refused below, outside of the handler: the cause may quote a credential
        raise self._refused(name, given, expected, secret=secret)

    @staticmethod
    def _refused(name: str, given: Given, expected: str, *, secret: bool) -> InvalidSetting:
        return invalid_setting(name, given.value, expected=expected, origin=given.origin, secret=secret)
