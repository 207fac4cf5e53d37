"""Whether a text may speak of PostgreSQL's catalog: one search, so that other statements are never parsed for it."""

from __future__ import annotations

import re
from typing import Final

_PIECES: Final = (
    "pg_", "information_schema", "public", "format_type", "_description", "_privilege", "current_", "version", "to_reg",
    "aclexplode", "inet_", "txid_", "age", "session_user", "set_config", "hashtext", "reg", "oid", "operator", "vector",
    "user",
)  # fmt: skip
"""One of them is in everything that `_MENTION` finds. Looking for all takes a long text a fiftieth of the time."""

_MENTION = re.compile(
    r"""(?ix)
    \bpg_(?!sleep|typeof)[a-z_0-9]*            # relations and functions
    | information_schema | \bpublic\b\s*\.
    | \b(?:format_type|(?:obj|col|shobj)_description|has_\w+_privilege)\s*\(
    | \b(?:current_schemas?|version|to_reg\w+|aclexplode)\s*\(
    | \binet_(?:client|server)_(?:addr|port) | \btxid_\w+ | \bage\s*\(
    | \b(?:current_user|session_user|current_role|current_catalog|current_database|current_schema)\b
    | \b(?:current_setting|set_config|hashtext(?:extended)?)\b
    | \breg(?:class|type|proc|procedure|namespace|role|oper|operator|collation|config|dictionary)\b
    | ::\s*oid\b | \bas\s+oid\b | \boperator\s*\( | \b(?:int2|oid)vector\b | \bselect\s+user\b
    """,
)


def mentions(text: str) -> bool:
    """True for every text that `transform` would change; also for some that it leaves alone.

    A text that names `reedbed_catalog` has been through it already.
    """
    lower = text.lower()
    if not any(piece in lower for piece in _PIECES):
        return False
    return _MENTION.search(text) is not None and "reedbed_catalog." not in text
