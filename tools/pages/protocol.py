"""The reference of the wire protocol, from the tables that both sides of a connection walk."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from reedbed.pgwire import messages
from reedbed.pgwire.messages import BackendMessage, FrontendMessage, Message
from reedbed.pgwire.messages.authentication import AUTHENTICATION_BYTES, Authentication, Proof
from reedbed.pgwire.messages.shape import SMALL_MESSAGE_BYTES
from reedbed.pgwire.messages.startup import STARTUP_BYTES, FirstPacket
from reedbed.pgwire.server import LARGEST_BYTES
from reedbed.pgwire.tables import ANSWERING, ASIDE, BACKEND, FRONTEND, MEANINGS, Reaction, State

if TYPE_CHECKING:
    from collections.abc import Mapping

INTRODUCTION = f"""\
# The wire protocol

The door speaks PostgreSQL's protocol, versions 3.0 and 3.2. This page is drawn from the tables in
`reedbed.pgwire.tables`, which the server's side and the client's side of a connection walk; PostgreSQL's own page on
[messages](https://www.postgresql.org/docs/18/protocol-message-formats.html) has the layout of each.

- A connection has one **state**: what is due next, and from whom. A request of the client leads to the state in which
  its answer is due; requests that come earlier than that wait, and are answered in order (pipelining).
- After an error in `Parse`, `Bind`, `Describe`, `Execute` or `Close`, what the client sent is dropped up to its `Sync`.
  After an error in `Query`, the rest of its statements is dropped.
- `Flush` and `Sync` mean nothing in the middle of a COPY from the client; `CopyData`, `CopyDone` and `CopyFail` mean
  nothing outside of one, since they may be under way when a COPY fails. They are dropped there.
- An `ErrorResponse` of severity FATAL or PANIC may come in every state, and closes the connection.
- Any other message that stands in no table below is a violation of the protocol: SQLSTATE 08P01, FATAL, and the
  connection is closed. A body that has not the layout of its type is an ordinary error (08P01; 22021 for a text that
  is not UTF-8), since the end of the message is known.
- The length is checked before anything is kept: first packets have up to {STARTUP_BYTES:,} bytes, messages of
  authentication {AUTHENTICATION_BYTES:,}, `Query`, `Parse`, `Bind`, `FunctionCall` and `CopyData` up to
  {LARGEST_BYTES:,}, all others {SMALL_MESSAGE_BYTES:,}.
- `FunctionCall` is read, and answered by an error. Replication (`CopyBothResponse`) and authentication by MD5,
  Kerberos, GSSAPI or SSPI are not spoken.
"""

SESSION = """
## A request and its answer

```mermaid
stateDiagram-v2
"""


def page() -> str:
    """The whole page."""
    return "".join([INTRODUCTION, SESSION, *arrows(), "```\n", states(), *message_tables()])


def arrows() -> list[str]:
    """The edges of the diagram: from IDLE over each answer and back, without what changes nothing."""
    edges: dict[tuple[State, State], list[str]] = {}
    shown = [state for state in State if state not in BEFORE and state is not State.CLOSED]
    for state in shown:
        steps: list[tuple[type[Message], State]] = list(BACKEND[state].items())
        if state in {State.IDLE, State.SKIPPING, State.QUERY_COPY_IN, State.EXECUTE_COPY_IN}:
            steps += [(kind, reaction.state) for kind, reaction in FRONTEND[state].items()]
        for kind, target in steps:
            if target not in {state, State.CLOSED}:
                edges.setdefault((state, target), []).append(kind.__name__)
    return [f"    {plain(old)} --> {plain(new)}: {', '.join(names)}\n" for (old, new), names in edges.items()]


BEFORE = frozenset(
    {
        State.STARTUP,
        State.ENCRYPTION,
        State.AUTHENTICATION,
        State.PASSWORD,
        State.SASL_INITIAL,
        State.SASL_RESPONSE,
        State.STARTING,
    }
)


def plain(state: State) -> str:
    """A state as Mermaid takes it: one word."""
    return state.value.replace(" ", "_")


def states() -> str:
    """What each message does in each state."""
    lines = [
        "",
        "## States",
        "",
        f"{listed(ASIDE)} may come from the server in every state from *authentication*",
        "to *skipping*, and change nothing. A message that waits is answered in its turn; one that is held is not",
        "read before the answer that is due is complete, since only then it is known whether it belongs to a COPY.",
        "",
        "| state | due | from the client | from the server |",
        "|---|---|---|---|",
    ]
    for state in State:
        answers = {kind: target for kind, target in BACKEND[state].items() if kind not in ASIDE}
        cells = (f"*{state}*", MEANINGS[state], reactions(state), outcomes(state, answers))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def reactions(state: State) -> str:
    """One cell: what a client may send, grouped by what it does."""
    if state in ANSWERING[1:]:
        return f"as in *{ANSWERING[0]}*"
    groups: dict[str, list[type[Message]]] = {}
    for kind, reaction in FRONTEND[state].items():
        groups.setdefault(effect(state, reaction), []).append(kind)
    return "; ".join(f"{listed(kinds)}{says}" for says, kinds in groups.items()) or "nothing"


def effect(state: State, reaction: Reaction) -> str:
    """What a client's message does, in words."""
    if reaction.is_dropped:
        return " dropped"
    if reaction.is_queued:
        return " wait"
    if reaction.is_held:
        return " held"
    return "" if reaction.state is state else f" → *{reaction.state}*"


def outcomes(state: State, answers: Mapping[type[BackendMessage], State]) -> str:
    """One cell: what a server may send, grouped by the state it leads to."""
    groups: dict[State, list[type[Message]]] = {}
    for kind, target in answers.items():
        groups.setdefault(target, []).append(kind)
    told = [f"{listed(kinds)}{'' if target is state else f' → *{target}*'}" for target, kinds in groups.items()]
    return "; ".join(told) or "nothing"


def listed(kinds: tuple[type[Message], ...] | list[type[Message]]) -> str:
    """Names of messages, in code."""
    return ", ".join(f"`{kind.__name__}`" for kind in kinds)


def message_tables() -> list[str]:
    """Every message of either side with its type byte."""
    kinds = [found for name in messages.__all__ if is_message(found := getattr(messages, name))]
    sides = (("The client's messages", FrontendMessage), ("The server's messages", BackendMessage))
    return [table(title, [kind for kind in kinds if issubclass(kind, side)]) for title, side in sides]


def is_message(found: object) -> bool:
    """Whether it is a message, and not what several of them share."""
    shared = (Message, FrontendMessage, BackendMessage, Authentication, Proof, FirstPacket)
    return isinstance(found, type) and issubclass(found, Message) and found not in shared


def table(title: str, kinds: list[type[Message]]) -> str:
    """One side's messages."""
    lines = ["", f"## {title}", "", "| type | message | what it is |", "|---|---|---|"]
    for kind in sorted(kinds, key=lambda kind: (kind.code == 0, chr(kind.code).lower(), kind.__name__)):
        code = f"`{chr(kind.code)}`" if kind.code else ""
        summary = " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split()).replace("|", "\\|")
        lines.append(f"| {code} | `{kind.__name__}` | {summary} |")
    return "\n".join(lines) + "\n"
