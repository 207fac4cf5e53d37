"""The two sentences that refuse a setting, and the commands that lead to the place to mend.

A refusal names the key, the place and what was expected. It shows a value only when the value is no
credential, and then as it was written, before `${env:NAME}` is replaced.
"""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from reedbed.errors import InvalidSetting, UnknownSetting, did_you_mean, nearest_names
from reedbed.settings.masking import MASK, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.settings.origins import Origin

_LONGEST_SHOWN = 80


def unknown_setting(name: str, *, origin: Origin, known: Iterable[str]) -> UnknownSetting:
    """The error for a key that is no setting; `known` are the names that would be right in its place."""
    nearest = nearest_names(name, known)
    offer = did_you_mean(nearest)
    return UnknownSetting(
        f"Unknown setting {name!r}{_at(origin, name)}." + (f" {offer}" if offer else ""),
        hint=_hint(origin),
        setting=name,
        nearest=nearest,
        **origin.to_dict(),
    )


def invalid_setting(name: str, value: object, *, expected: str, origin: Origin, secret: bool = False) -> InvalidSetting:
    """The error for a value that a setting does not take; a `secret` value is masked."""
    found = MASK if secret else _brief(value)
    return InvalidSetting(
        f"Setting {name!r} expects {expected}, found {found}{_at(origin, name)}.",
        hint=_hint(origin),
        setting=name,
        expected=expected,
        found=found,
        **origin.to_dict(),
    )


def _brief(value: object) -> str:
    text = repr(shown_value(value))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _at(origin: Origin, name: str) -> str:
    if origin.kind == "flag" or origin.variable == name:
        return f" in {origin.place}" if origin.place else f" in the {origin.kind}"
    return f" in {origin}"


def _hint(origin: Origin) -> str:
    if origin.file is not None:
        editor = "notepad" if os.name == "nt" else "${EDITOR:-vi}" + (f" +{origin.line}" if origin.line else "")
        return f"{editor} {shlex.quote(str(origin.file))}"
    return f"unset {origin.variable}" if origin.kind == "environment" else "reedbed config show"
