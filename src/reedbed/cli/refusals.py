"""Command lines that cannot be meant, as our own `UsageError` with the nearest right word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import CycloptsError, UnknownCommandError, UnusedCliTokensError

from reedbed.cli.application import command_names
from reedbed.errors import UsageError, did_you_mean, nearest_names

if TYPE_CHECKING:
    from collections.abc import Sequence


def refusal(error: CycloptsError, words: Sequence[str]) -> UsageError:
    """The usage error for what the parser refused after the command `words`."""
    name = " ".join(words)
    families = {"": True} | {known: bool(command_names(known)) for known in command_names()}
    unused = list(error.unused_tokens or ())
    if isinstance(error, UnknownCommandError | UnusedCliTokensError) and unused:
        return _unknown_command(unused[0], name) if families.get(name) else _too_many(unused, name)
    error.verbose = False
    return UsageError(
        _sentence(str(error)), hint=f"reedbed {name} --help".replace("  ", " "), command=name, found=unused
    )


def _unknown_command(word: str, family: str) -> UsageError:
    known = command_names(family)
    nearest = nearest_names(word, known)
    offer = did_you_mean(nearest)
    called = f"{family} {word}".strip()
    return UsageError(
        f"Unknown command {called!r}." + (f" {offer}" if offer else f" There is: {', '.join(known)}."),
        hint=f"reedbed {family} {nearest[0]}".replace("  ", " ") if nearest else "reedbed --help",
        found=called,
        nearest=nearest,
    )


def _too_many(unused: Sequence[str], name: str) -> UsageError:
    quoting = " Put SQL in quotes, so that the shell passes it as one argument." if name in ("sql", "export") else ""
    return UsageError(
        f"{name!r} does not take {' '.join(unused)!r}.{quoting}",
        hint=f"reedbed {name} --help",
        command=name,
        found=list(unused),
    )


def _sentence(text: str) -> str:
    """The parser's message without the name of the parser's own class in front."""
    return " ".join(text.split())
