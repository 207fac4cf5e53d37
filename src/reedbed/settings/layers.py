"""The layers that give values: flags, the environment, `.env`, workspace.yaml and the user file.

Each is read into the same form, dotted setting name → what was given and where; unknown names are refused
here, in every layer, whether a stronger one overrides them or not. None and the empty text give nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reedbed.errors import InvalidSetting, WorkspaceInvalid
from reedbed.settings.catalogue import (
    NOT_SETTINGS,
    PREFIX,
    SECRETS,
    SECTION,
    SETTING_BY_NAME,
    WORKSPACE_VARIABLE,
    flag_of,
    variable_of,
)
from reedbed.settings.credentials import SECRET_FIELD_NAMES, SECRET_NAME, SECRET_NAME_EXPECTED
from reedbed.settings.documents import read_document, read_text
from reedbed.settings.dotenv import parse_dotenv
from reedbed.settings.origins import Origin
from reedbed.settings.refusals import invalid_setting, unknown_setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from reedbed.settings.documents import Document
    from reedbed.settings.dotenv import Assignment


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A value as it was written, and where."""

    value: object
    origin: Origin


Layer: TypeAlias = dict[str, Given]
Places: TypeAlias = Callable[[tuple[str, ...]], Origin]


def flag_layer(flags: Mapping[str, object]) -> Layer:
    """What the caller gave by keyword or on the command line."""
    return dict(_flattened(flags, lambda path: Origin(kind="flag", variable=flag_of(".".join(path)))))


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """The variables that begin with `REEDBED_`."""
    return dict(
        _assigned(
            (variable, value, Origin(kind="environment", variable=variable))
            for variable, value in sorted(environ.items())
        )
    )


def dotenv_assignments(file: Path) -> list[Assignment]:
    """The lines of a `.env` file; none when there is no such file (a folder may bear that name)."""
    if not file.is_file():
        return []
    return parse_dotenv(read_text(file, refusal=InvalidSetting).replace("\r\n", "\n").removeprefix("\ufeff"))


def dotenv_layer(file: Path, assignments: Iterable[Assignment]) -> Layer:
    """The lines of a `.env` file that begin with `REEDBED_`."""
    return dict(_assigned(_dotenv_values(file, assignments)))


def workspace_layer(file: Path) -> Layer:
    """What stands in workspace.yaml under `reedbed:`."""
    document = read_document(file, refusal=WorkspaceInvalid)
    place = _lines_of(document, (SECTION,), "workspace")
    return dict(_flattened(_mapping(SECTION, document.values.get(SECTION), place(())), place))


def user_layer(file: Path) -> Layer:
    """What stands in the user's own file."""
    document = read_document(file, refusal=InvalidSetting)
    return dict(_flattened(document.values, _lines_of(document, (), "user")))


def _lines_of(document: Document, above: tuple[str, ...], kind: str) -> Places:
    def place(path: tuple[str, ...]) -> Origin:
        full = (*above, *path)
        # A key that came by an alias or a merge has no line of its own: the nearest one above it has.
        lines = (document.lines.get(full[:length]) for length in range(len(full), 0, -1))
        line = next((line for line in lines if line is not None), None)
        return Origin(kind="workspace" if kind == "workspace" else "user", file=document.file, line=line)

    return place


def _dotenv_values(file: Path, assignments: Iterable[Assignment]) -> Iterator[tuple[str, str, Origin]]:
    for assignment in assignments:
        origin = Origin(kind="dotenv", file=file, line=assignment.line, variable=assignment.name)
        if assignment.value is not None:
            yield assignment.name, assignment.value, origin
        elif assignment.name.startswith(PREFIX):
            raise invalid_setting(assignment.name, None, expected="the form NAME=value", origin=origin, secret=True)


def _assigned(variables: Iterable[tuple[str, str, Origin]]) -> Iterator[tuple[str, Given]]:
    for variable, value, origin in variables:
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        name = _setting_of(variable)
        if name is None:
            raise unknown_setting(variable, origin=origin, known=_variables_near(variable))
        if value.strip():
            yield name, Given(value=value, origin=origin)


def _setting_of(variable: str) -> str | None:
    words = variable.removeprefix(PREFIX).lower().split("__")
    if len(words) == 1 and words[0] in SETTING_BY_NAME:
        return words[0]
    if len(words) == 3 and words[0] == SECRETS and words[2] in SECRET_FIELD_NAMES:  # noqa: PLR2004 - secrets__NAME__FIELD
        return ".".join(words) if SECRET_NAME.fullmatch(words[1]) else None
    return None


def _variables_near(variable: str) -> list[str]:
    words = variable.removeprefix(PREFIX).lower().split("__")
    secret = words[1] if len(words) > 1 and words[1] else "name"
    fields = [variable_of(f"{SECRETS}.{secret}.{field}") for field in SECRET_FIELD_NAMES]
    return [WORKSPACE_VARIABLE, *(variable_of(name) for name in SETTING_BY_NAME), *fields]


def _flattened(values: Mapping[str, object], place: Places) -> Iterator[tuple[str, Given]]:
    for name, value in values.items():
        if name == SECRETS:
            yield from _secrets(_mapping(SECRETS, value, place((SECRETS,))), place)
        elif name not in SETTING_BY_NAME:
            raise unknown_setting(str(name), origin=place((str(name),)), known=[*SETTING_BY_NAME, SECRETS])
        elif value is not None and value != "":
            yield name, Given(value=value, origin=place((name,)))


def _secrets(secrets: Mapping[str, object], place: Places) -> Iterator[tuple[str, Given]]:
    for name, fields in secrets.items():
        origin = place((SECRETS, str(name)))
        if SECRET_NAME.fullmatch(str(name).lower()) is None:
            raise invalid_setting(SECRETS, name, expected=SECRET_NAME_EXPECTED, origin=origin)
        # DuckDB folds the names of secrets to lower case, and so does every layer.
        dotted = f"{SECRETS}.{str(name).lower()}"
        for field, value in _mapping(dotted, fields, origin).items():
            where = place((SECRETS, str(name), str(field)))
            if field not in SECRET_FIELD_NAMES:
                known = [f"{dotted}.{known}" for known in SECRET_FIELD_NAMES]
                raise unknown_setting(f"{dotted}.{field}", origin=where, known=known)
            if value is not None and value != "":
                yield f"{dotted}.{field}", Given(value=value, origin=where)


def _mapping(name: str, value: object, origin: Origin) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        # What stands there instead may be a credential at the wrong depth.
        raise invalid_setting(name, value, expected="a mapping of names", origin=origin, secret=True)
    return value
