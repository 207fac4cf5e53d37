"""Calls as text: under another name, or with other arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.nodes import Call


def with_name(renderer: Renderer, call: Call, name: str) -> str:
    """A call under another name."""
    return name + renderer.around(call.name_end, call.end, call.children)


def arguments(renderer: Renderer, call: Call) -> list[str]:
    """The arguments of a call."""
    return [renderer.text(argument.value) for argument in call.arguments]


def plain_call(name: str) -> Callable[[Renderer, Call], str | None]:
    """A call of another function with the arguments alone, without keywords between them."""

    def write(renderer: Renderer, call: Call) -> str | None:
        return f"{name}({', '.join(arguments(renderer, call))})"

    return write
