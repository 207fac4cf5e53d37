from __future__ import annotations

import json
from pathlib import Path

import pytest

from conversations.errors import RequestInvalid
from conversations.requests import EXAMPLES, GenerateRequest, RunRequest, parse

KINDS: dict[str, type[GenerateRequest | RunRequest]] = {"generate": GenerateRequest, "run": RunRequest}


@pytest.mark.parametrize("command", KINDS)
def test_the_example_of_each_hint_is_valid(command: str) -> None:
    parse(KINDS[command], EXAMPLES[command], command)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("9" * 5000, "no JSON"),
        ('{"path": "\\ud800", "messages": 1}', "no JSON"),
        ("[]", "found an array"),
        ("null", "found null"),
        ('"x"', "found a string"),
        ("{}", "'path' is missing; 'messages' is missing"),
        ('{"path": "a", "messages": 1, "sede": 2}', "did you mean 'seed'?"),
        ('{"path": "a", "messages": "1"}', "'messages': input should be a valid integer"),
        ('{"path": "a", "messages": true}', "'messages'"),
        ('{"path": "a", "messages": -1}', "'messages'"),
        ('{"path": "", "messages": 1}', "'path'"),
        ('{"path": 5, "messages": 1}', "'path'"),
        ('{"path": "a", "messages": 1, "locale": "xx"}', "en-GB"),
        ('{"path": "a", "messages": 1, "platform": "fax"}', "'platform'"),
    ],
)
def test_every_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(RequestInvalid) as caught:
        parse(GenerateRequest, text, "generate")
    assert said in caught.value.message
    assert "python -m conversations generate" in caught.value.hint
    json.dumps(caught.value.to_dict())


def test_a_path_may_begin_at_home() -> None:
    found = parse(RunRequest, '{"workspace_path": "~/w", "export": "e.zip"}', "run")
    assert found.workspace_path == Path("~/w").expanduser()
