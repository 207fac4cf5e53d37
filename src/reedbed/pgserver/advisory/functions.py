"""The SQL functions of advisory locks: one Python function in the engine, and macros that say what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgserver.advisory.locks import Hold, Key

if TYPE_CHECKING:
    from reedbed.pgserver.advisory.locks import AdvisoryLocks

NAME: Final = "reedbed_advisory_lock"
TYPES: Final = ("VARCHAR", "BOOLEAN", "BIGINT", "BIGINT", "BIGINT", "BIGINT")
_CALLER: Final = "getvariable('reedbed_pid'), getvariable('reedbed_hall')"
_DEEDS: Final = {
    "pg_advisory_lock": "lock",
    "pg_advisory_xact_lock": "lock for the transaction",
    "pg_try_advisory_lock": "try",
    "pg_try_advisory_xact_lock": "try for the transaction",
    "pg_advisory_unlock": "unlock",
}


def macros() -> dict[str, str]:
    """The macros in PostgreSQL's names, for one number of 64 bits and for two of 32."""
    made = {}
    for name, deed in _DEEDS.items():
        for suffix, shared in (("", "FALSE"), ("_shared", "TRUE")):
            call = f"system.main.{NAME}('{deed}', {shared}, {{}}, {_CALLER})"
            one, two = (
                call.format("CAST(key_ AS BIGINT), NULL"),
                call.format("CAST(CAST(class_ AS INTEGER) AS BIGINT), CAST(CAST(object_ AS INTEGER) AS BIGINT)"),
            )
            if deed.startswith("lock"):
                # PostgreSQL's void is an empty text.
                one, two = (f"CASE WHEN {each} IS NOT NULL THEN '' END" for each in (one, two))
            null = "key_ IS NULL"
            pair = "class_ IS NULL OR object_ IS NULL"
            made[name + suffix] = (
                f"(key_) AS CASE WHEN {null} THEN NULL ELSE {one} END, "
                f"(class_, object_) AS CASE WHEN {pair} THEN NULL ELSE {two} END"
            )
    return made


def act(locks: AdvisoryLocks, deed: str, key: Key, caller: int, *, shared: bool) -> bool:
    """Do what a macro asks for the session `caller`. Raises `ValueError` for a lock that is to be waited for."""
    if deed == "unlock":
        return locks.release(caller, key, shared=shared)
    hold = Hold(shared=shared, transaction=deed.endswith("transaction"))
    if locks.take(caller, key, hold):
        return True
    if deed.startswith("try"):
        return False
    raise ValueError(
        "55P03: another session holds this advisory lock; it is waited for in SELECT pg_advisory_lock(…) alone"
    )
