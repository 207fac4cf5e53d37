"""What a command takes: its JSON document checked, every mistake named with its key."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from conversations.errors import RequestInvalid
from conversations.locales import LOCALES

Name = Annotated[str, Field(max_length=1_000, pattern=r"^[^\x00]+$")]


class Request(BaseModel):
    """A command's document: unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _path(text: object) -> Path:
    if not isinstance(text, str) or not text or "\0" in text:
        raise ValueError("a path is a text that is not empty")
    return Path(text).expanduser()


def _locale(name: str | None) -> str | None:
    if name is not None and name not in LOCALES:
        raise ValueError(f"a locale is one of {', '.join(LOCALES)}")
    return name


class GenerateRequest(Request):
    """`generate`: where to write a synthetic export, and what is in it."""

    path: Path
    messages: Annotated[int, Field(ge=0, le=1_000_000_000)]
    seed: int = 0
    locale: str = "en-GB"
    platform: Literal["android", "ios"] = "android"
    authors: Annotated[int, Field(ge=1, le=10_000)] = 6
    threads: Annotated[int, Field(ge=1, le=1_000)] = 1
    mean_gap_seconds: Annotated[int, Field(ge=1, le=3_600)] = 60

    _read_path = field_validator("path", mode="before")(_path)
    _known_locale = field_validator("locale")(_locale)


class RunRequest(Request):
    """`run`: an export, the workspace that takes it, and what the export does not say about itself.

    What is None comes from `conversations:` in workspace.yaml, then from the defaults.
    """

    workspace_path: Path
    export: Path
    timezone: str | None = None
    locale: str | None = None
    tenant_id: Name | None = None
    thread: Name | None = None

    _read_paths = field_validator("workspace_path", "export", mode="before")(_path)
    _known_locale = field_validator("locale")(_locale)


Kind = TypeVar("Kind", bound=Request)


def parse(kind: type[Kind], text: str, command: str) -> Kind:
    """The request in a JSON text; RequestInvalid with every mistake in `details`."""
    try:
        document = json.loads(text)
        # Half of a surrogate pair is valid JSON and can be neither stored nor named as a file.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise RequestInvalid(f"The argument of {command!r} is no JSON: {error}.", hint=_example(command)) from error
    if not isinstance(document, dict):
        raise RequestInvalid(
            f"The argument of {command!r} is a JSON object; found {_json_name(document)}.", hint=_example(command)
        )
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise _mistakes(kind, error, command) from error


def _json_name(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def _mistakes(kind: type[Request], error: ValidationError, command: str) -> RequestInvalid:
    found = [_mistake(kind, str(each["loc"][0]), each["type"], each["msg"]) for each in error.errors()]
    return RequestInvalid(
        f"The argument of {command!r} has {len(found)} mistake{'s' if len(found) > 1 else ''}: {'; '.join(found)}.",
        hint=_example(command),
        mistakes=found,
        keys=sorted(kind.model_fields),
    )


def _mistake(kind: type[Request], key: str, sort: str, message: str) -> str:
    if sort == "missing":
        return f"{key!r} is missing"
    if sort == "extra_forbidden":
        near = get_close_matches(key, kind.model_fields, n=1)
        return f"{key!r} is no key of it" + (f" (did you mean {near[0]!r}?)" if near else "")
    return f"{key!r}: {message[:1].lower()}{message[1:]}"


def _example(command: str) -> str:
    return f"python -m conversations {command} '{EXAMPLES[command]}'"


EXAMPLES = {
    "generate": '{"path": "chat.zip", "messages": 31855}',
    "run": '{"workspace_path": "workspace", "export": "chat.zip", "timezone": "Europe/Prague"}',
}
