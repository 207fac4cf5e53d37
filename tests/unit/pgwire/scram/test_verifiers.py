from __future__ import annotations

import pytest

from reedbed.errors import UsageError
from reedbed.pgwire.scram import Verifier
from reedbed.pgwire.scram.saslprep import saslprep

# What PostgreSQL 18 made of the password "pencil".
POSTGRESQL = (
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
    "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
)


def test_a_verifier_is_spelled_as_postgresql_spells_it() -> None:
    salt = Verifier.parse(POSTGRESQL).salt
    assert str(Verifier.make("pencil", salt=salt)) == POSTGRESQL


def test_a_verifier_is_read_as_it_is_spelled() -> None:
    made = Verifier.make("pässword", iterations=10)
    assert Verifier.parse(str(made)) == made


def test_a_verifier_matches_its_password_only() -> None:
    verifier = Verifier.parse(POSTGRESQL)
    assert verifier.matches("pencil")
    assert not verifier.matches("Pencil")


def test_two_verifiers_of_one_password_share_nothing() -> None:
    one, two = Verifier.make("pencil", iterations=1), Verifier.make("pencil", iterations=1)
    assert not {one.salt, one.stored_key, one.server_key} & {two.salt, two.stored_key, two.server_key}


def test_the_keys_are_not_shown() -> None:
    assert "stored_key" not in repr(Verifier.parse(POSTGRESQL))


def test_a_decoy_has_the_same_salt_at_each_try_and_no_password() -> None:
    one, two = Verifier.decoy(b"secret", "ann"), Verifier.decoy(b"secret", "ann")
    assert (one.salt, one.iterations) == (two.salt, two.iterations)
    assert len(one.salt) == len(Verifier.make("x", iterations=1).salt)
    assert one.salt != Verifier.decoy(b"secret", "bob").salt
    assert one.salt != Verifier.decoy(b"other", "ann").salt
    assert one.stored_key != two.stored_key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pencil",
        "md5a6343a68d964ca596d9752250d54bb8a",
        POSTGRESQL[:-4],
        POSTGRESQL.replace("4096", "0"),
        POSTGRESQL.replace("4096", "x"),
        POSTGRESQL.replace("WG5d", "????"),
        POSTGRESQL.replace("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=", "AAAA"),
        POSTGRESQL + "\n",
    ],
)
def test_what_is_no_verifier_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(UsageError) as failure:
        Verifier.parse(text)
    assert not text or text not in str(failure.value.to_dict())


@pytest.mark.parametrize(
    ("password", "prepared"),
    [
        ("user", "user"),
        ("USER", "USER"),
        ("I\u00adX", "IX"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),
        ("e\u0301", "\u00e9"),
        ("\u0627\u0628", "\u0627\u0628"),
    ],
)
def test_spellings_of_one_password_become_one(password: str, prepared: str) -> None:
    assert saslprep(password) == prepared


@pytest.mark.parametrize("password", ["\u0007", "a\tb", "\u0627\u0031", "\u00ad", "\u0627a\u0627", "\U0001f986", ""])
def test_what_saslprep_forbids_is_taken_as_it_is(password: str) -> None:
    assert saslprep(password) == password
