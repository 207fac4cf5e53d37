"""What every error carries, and that it survives the way to another process."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest

from reedbed import errors
from reedbed.errors import ColumnNotFound, ColumnTypeMismatch, ReedbedError, StoreLocked, TableNotFound, ViewNotFound

if TYPE_CHECKING:
    from collections.abc import Callable

MADE: dict[str, Callable[[], ReedbedError]] = {
    "a sentence": lambda: StoreLocked("Process 7 owns it.", hint="reedbed stop", pid=7),
    "its own operands": lambda: TableNotFound("fligths", ["flights", "weather"]),
    "a place": lambda: ColumnNotFound("delay", where="flights", known=["dep_delay", "arr_delay"]),
    "two types": lambda: ColumnTypeMismatch("flights", "delay", expected="BIGINT", found="VARCHAR"),
    "a key error": lambda: ViewNotFound("clean", ["cleaned"]),
}
made = pytest.mark.parametrize("make", MADE.values(), ids=MADE.keys())


@made
def test_the_json_object_has_exactly_the_documented_fields(make: Callable[[], ReedbedError]) -> None:
    document = json.loads(json.dumps(make().to_dict()))
    assert set(document) == {"code", "message", "hint", "docs", "retryable", "details"}
    assert document["docs"] == f"docs/reference/errors.md#{document['code'].lower()}"


@made
def test_an_error_crosses_a_process_border_whole(make: Callable[[], ReedbedError]) -> None:
    error = make()
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own bytes
    assert type(arrived) is type(error)
    assert arrived.to_dict() == error.to_dict()
    assert str(arrived) == str(error) == error.message


@made
def test_an_error_is_read_back_from_its_json_object(make: Callable[[], ReedbedError]) -> None:
    error = make()
    arrived = errors.from_dict(json.loads(json.dumps(error.to_dict())))
    assert type(arrived) is type(error)
    assert arrived.to_dict() == error.to_dict()
    assert vars(arrived) == vars(error)


def classes() -> list[type[ReedbedError]]:
    members = [getattr(errors, name) for name in errors.__all__]
    return [member for member in members if isinstance(member, type) and issubclass(member, ReedbedError)]


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_every_class_can_be_revived_from_its_operands(kind: type[ReedbedError]) -> None:
    revive, operands = StoreLocked("").__reduce__()[0], (kind, "what happened", "what to do", {"operand": 1})
    arrived = pickle.loads(pickle.dumps(revive(*operands)))  # noqa: S301 -- our own bytes
    assert type(arrived) is kind
    assert (arrived.message, arrived.hint, arrived.details) == operands[1:]


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_every_class_is_found_by_its_code(kind: type[ReedbedError]) -> None:
    given = {"code": kind.code, "message": "what happened", "hint": "what to do", "details": {"operand": 1}}
    arrived = errors.from_dict(given)
    assert type(arrived) is kind
    assert given.items() <= arrived.to_dict().items()


def test_a_code_of_a_newer_version_is_kept() -> None:
    arrived = errors.from_dict({"code": "NEW042", "message": "news", "details": {"a": 1}})
    assert type(arrived) is ReedbedError
    assert (arrived.message, arrived.details) == ("news", {"a": 1, "code": "NEW042"})


def test_a_lookup_of_a_view_is_a_key_error_that_reads_as_a_sentence() -> None:
    error = ViewNotFound("clean", ["cleaned"])
    assert isinstance(error, KeyError)
    assert str(error) == "No view 'clean' is registered. Did you mean 'cleaned'?"


def test_only_what_may_succeed_later_is_retryable() -> None:
    retryable = {kind.code for kind in classes() if kind.retryable}
    assert {"LOCK001", "LOCK002", "LOCK003", "SQL006", "DISK001", "ENG001"} <= retryable
    assert retryable.isdisjoint({"USE001", "TBL001", "TBL003", "OPEN002", "CHK002", "SQL001"})
