"""`reedbed explain CODE`: what an error means and how to mend it, from the docstring of its class."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Facts, Grid, line
from reedbed.errors import ReedbedError, UsageError, did_you_mean, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEND = "Mend:"


def explain(
    code: Annotated[str, Parameter(help="An error code such as LOCK001; none lists them all.")] = "", /
) -> Answer:
    """Explain an error code: what happened, and what to do about it."""
    kinds = {kind.code: kind for kind in _kinds(ReedbedError)}
    if not code:
        return _listing(kinds)
    kind = kinds.get(code.upper())
    if kind is None:
        raise _unknown(code, kinds)
    return _explanation(kind)


def _kinds(kind: type[ReedbedError]) -> Iterator[type[ReedbedError]]:
    for child in kind.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from _kinds(child)


def _unknown(code: str, kinds: dict[str, type[ReedbedError]]) -> UsageError:
    nearest = nearest_names(code, kinds)
    return UsageError(
        f"No error has the code {code!r}. {did_you_mean(nearest)}".rstrip(),
        hint=f"reedbed explain {nearest[0]}" if nearest else "reedbed explain",
        found=code,
        nearest=nearest,
    )


def _meaning(kind: type[ReedbedError]) -> tuple[str, str]:
    """What happened and what to do, each as one paragraph."""
    text = re.sub(r"\s+", " ", inspect.getdoc(kind) or "")
    what, _, mend = text.partition(_MEND)
    mend = mend.strip()
    return what.strip(), mend[:1].upper() + mend[1:]


def _explanation(kind: type[ReedbedError]) -> Answer:
    what, mend = _meaning(kind)
    later = "yes, the same command may succeed later" if kind.retryable else "no"
    facts = Facts(
        pairs=[("name", kind.__name__), ("what", what), *([("mend", mend)] if mend else []), ("retry", later)]
    )
    document = {"code": kind.code, "name": kind.__name__, "what": what, "mend": mend, "retryable": kind.retryable}
    return Answer(page=[line(kind.code, "title"), facts], document=document)


def _listing(kinds: dict[str, type[ReedbedError]]) -> Answer:
    found = [(code, kind, *_meaning(kind)) for code, kind in sorted(kinds.items())]
    cells = [(code, kind.__name__, what.partition(". ")[0].rstrip(".")) for code, kind, what, _ in found]
    document = [
        {"code": code, "name": kind.__name__, "what": what, "mend": mend, "retryable": kind.retryable}
        for code, kind, what, mend in found
    ]
    return Answer(page=[Grid(headers=("code", "name", "what happened"), cells=cells)], document={"errors": document})
