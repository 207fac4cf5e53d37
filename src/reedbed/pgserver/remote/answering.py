"""Which requests there are: each is answered by the one method that is marked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.store.served.requests import Kind, Request

F = TypeVar("F", bound="Callable[..., Any]")
_ANSWERS: dict[tuple[Kind, str], Callable[..., Any]] = {}


def answers(kind: Kind, name: str) -> Callable[[F], F]:
    """Let a method answer the requests of this kind and name; nothing else can be asked for."""

    def mark(method: F) -> F:
        _ANSWERS[kind, name] = method
        return method

    return mark


def method_of(request: Request) -> Callable[..., Any]:
    """The method that answers a request. Raises `SqlNotSupported` when there is none."""
    found = _ANSWERS.get((request.kind, request.name))
    if found is None:
        raise errors.SqlNotSupported(f"There is no {request.kind} request {request.name!r}.", name=request.name)
    return found
