"""The Link header (RFC 8288): targets by their relation."""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(
    r"""<(?P<target>[^>]*)>(?P<params>(?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]+))?)*)"""
)
_RELATION: Final = re.compile(r""";\s*rel\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s;,]+))""", re.IGNORECASE)


def link_targets(header: str) -> dict[str, str]:
    """The first target of each relation, by the relation's name in lower case."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(header):
        relation = _RELATION.search(link["params"])
        if relation is None:
            continue
        for name in (relation["quoted"] or relation["plain"] or "").casefold().split():
            found.setdefault(name, link["target"].strip())
    return found
