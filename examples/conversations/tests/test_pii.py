from __future__ import annotations

import json
import time

import pytest

from conversations.pii import PATTERNS, pii_flags


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("write to ada.lovelace+x@example.co.uk, please", {"email"}),
        ("see https://example.org/a?b", {"url"}),
        ("WWW.example.org", {"url"}),
        ("call +44 20 7946 0958", {"phone"}),
        ("or (020) 7946-0958", {"phone"}),
        ("or 555-123-4567", {"phone"}),
        ("0049 151 23456789", {"phone"}),
        ("DE89 3704 0044 0532 0130 00", {"iban"}),
        ("4111 1111 1111 1111", {"card"}),
        ("me@x.org or http://x.org", {"email", "url"}),
        ("on 2024-01-31 at 22:15, room 1234567", set()),
        ("a@b, 3.14159265, 12 apples", set()),
        ("", set()),
        (None, set()),
        ("Привет 🎉", set()),
    ],
)
def test_traces_are_found_by_kind(text: str | None, kinds: set[str]) -> None:
    flags = json.loads(pii_flags(text))
    assert set(flags) == {pattern.kind for pattern in PATTERNS}
    assert {kind for kind, found in flags.items() if found} == kinds


@pytest.mark.parametrize("piece", ["a", "1", "+1", "@", "a@", "a@a.", "AA11", "1 ", "www.", "(0"])
def test_no_text_takes_for_ever(piece: str) -> None:
    started = time.process_time()
    pii_flags(piece * 65_536)
    # A pattern that backtracks over the whole text would take hours.
    assert time.process_time() - started < 20
