from __future__ import annotations

import pytest

from reedbed.pgwire import State, messages
from reedbed.pgwire.messages import BackendMessage, ErrorResponse, FrontendMessage, Message, ReadyForQuery
from reedbed.pgwire.tables import ASIDE, BACKEND, FRONTEND, MEANINGS

KINDS = {kind for name in messages.__all__ if isinstance(kind := getattr(messages, name), type)}
CONCRETE = {kind for kind in KINDS if not any(issubclass(other, kind) for other in KINDS - {kind})}
CLIENTS_TURN = {
    State.STARTUP, State.PASSWORD, State.SASL_INITIAL, State.SASL_RESPONSE, State.IDLE, State.QUERY_COPY_IN,
    State.EXECUTE_COPY_IN, State.SKIPPING,
}  # fmt: skip
every_state = pytest.mark.parametrize("state", State)


@every_state
def test_a_state_stands_in_every_table(state: State) -> None:
    assert state in FRONTEND
    assert state in BACKEND
    assert MEANINGS[state]


@pytest.mark.parametrize(("table", "side"), [(FRONTEND, FrontendMessage), (BACKEND, BackendMessage)])
def test_every_message_has_a_place_in_some_state(
    table: dict[State, dict[type[Message], object]], side: type[Message]
) -> None:
    placed = {kind for row in table.values() for kind in row}
    wanted = {kind for kind in CONCRETE if issubclass(kind, Message) and issubclass(kind, side)}
    assert placed == wanted


@every_state
def test_a_state_has_a_way_on_for_the_side_that_is_due(state: State) -> None:
    forward = {reaction.state for reaction in FRONTEND[state].values() if not reaction.is_queued}
    answers = set(BACKEND[state].values())
    if state is State.CLOSED:
        assert forward | answers == set()
    else:
        assert (forward if state in CLIENTS_TURN else answers) - {state}


@every_state
def test_no_two_messages_of_a_state_share_a_type_byte(state: State) -> None:
    codes = [kind.code for kind in FRONTEND[state] if kind.code]
    assert len(codes) == len(set(codes))


@every_state
def test_an_error_leads_to_a_ready_or_to_the_end(state: State) -> None:
    target = BACKEND[state].get(ErrorResponse)
    assert target in {None, State.READY, State.SKIPPING, State.CLOSED}


def test_only_a_query_a_sync_or_a_start_is_followed_by_ready() -> None:
    ready = {state for state, row in BACKEND.items() if ReadyForQuery in row}
    assert ready == {State.STARTING, State.QUERY, State.READY, State.SYNC}


def test_what_is_said_aside_changes_nothing() -> None:
    moved = [
        (state, kind) for state, row in BACKEND.items() for kind in ASIDE if kind in row and row[kind] is not state
    ]
    assert moved == []
