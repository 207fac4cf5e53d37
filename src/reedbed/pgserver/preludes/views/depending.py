"""What depends on an object, and on that in turn: named as PostgreSQL names it, refused, or dropped with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import DependencyExists
from reedbed.pgserver.preludes.steps import run_engine_sql
from reedbed.pgserver.refusals.responses import notice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from reedbed.pgserver.dependents.views import Relation, Relations, View
    from reedbed.pgserver.session import Session

HINT: Final = "Use DROP ... CASCADE to drop the dependent objects too."


def depending(
    relations: Relations, direct: Iterable[tuple[View, str]], besides: Collection[Relation] = ()
) -> dict[Relation, str]:
    """Views with what each depends on: those of `direct`, and all that read one of them; none of `besides`."""
    found: dict[Relation, str] = {}
    waiting = list(direct)
    while waiting:
        view, cause = waiting.pop(0)
        if view.relation in found or view.relation in besides:
            continue
        found[view.relation] = cause
        own = f"view {relations.shown(view.relation)}"
        waiting += [(each, own) for each in relations.views_on(view.relation)]
    return found


def described(relations: Relations, found: Mapping[Relation, str]) -> list[tuple[str, str]]:
    """The same as PostgreSQL names what depends, and on what."""
    return [(f"view {relations.shown(view)}", cause) for view, cause in found.items()]


def refuse(what: str, dependents: Sequence[tuple[str, str]]) -> None:
    """Raise `DependencyExists` if anything depends on what is to go."""
    if dependents:
        several = what.startswith("desired")
        told = f"cannot drop {what} because other objects depend on {'them' if several else 'it'}"
        details = "\n".join(f"{each} depends on {cause}" for each, cause in dependents)
        raise DependencyExists(f"{told}\n{details}", hint=HINT)


def tell_cascade(session: Session, dropped: Sequence[str]) -> None:
    """Say what goes with an object."""
    if len(dropped) == 1:
        session.say(notice("00000", f"drop cascades to {dropped[0]}", severity="NOTICE"))
    elif dropped:
        detail = "\n".join(f"drop cascades to {each}" for each in dropped)
        told = f"drop cascades to {len(dropped)} other objects"
        session.say(notice("00000", told, severity="NOTICE", detail=detail))


def drop_views(session: Session, views: Iterable[Relation]) -> None:
    """Drop them, those first that read others."""
    for each in reversed(list(views)):
        run_engine_sql(session, f"DROP VIEW {each.quoted}")
