"""References in values: `${env:NAME}` stands for an environment variable, so that files hold no credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$\{env:(?P<name>[^}]*)\}")


class VariableMissing(Exception):
    """A reference names a variable that is not set; turned into InvalidSetting where the place is known."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def expand(value: object, variables: Mapping[str, str]) -> object:
    """The value with every reference in its texts replaced; raises VariableMissing."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: _looked_up(match["name"].strip(), variables), value)
    if isinstance(value, Mapping):
        return {key: expand(entry, variables) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [expand(entry, variables) for entry in value]
    return value


def _looked_up(name: str, variables: Mapping[str, str]) -> str:
    if name not in variables:
        raise VariableMissing(name)
    return variables[name]
