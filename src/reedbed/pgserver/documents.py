"""What the dialect needs Python for in documents of `jsonb`: their one form, at any depth.

Macros cannot call themselves. A function of Python's costs some microseconds a document, so it is called only where a
document may have another form: what is computed of documents in their form mostly has it as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.documents import canonical
from reedbed.sql.postgres.macros import function

if TYPE_CHECKING:
    from reedbed.engine import Database

_NAME: Final = "reedbed_jsonb"
_MACROS: Final = {
    "jsonb_of": f"(a) AS CAST(system.main.{_NAME}(CAST(a AS VARCHAR)) AS JSON)",
    "jsonb_document": (
        f"(a) AS CASE WHEN regexp_matches(typeof(a), 'JSON|STRUCT|MAP|UNION') THEN {function('jsonb_of')}(to_json(a)) "
        f"ELSE {function('document')}(a) END"
    ),
    "jsonb_listed": (
        "(a) AS CAST('[' || array_to_string(list_transform(a, lambda item_: "
        f"coalesce(CAST({function('jsonb_document')}(item_) AS VARCHAR), 'null')), ',') || ']' AS JSON)"
    ),
}
STATEMENTS: Final = tuple(f"CREATE OR REPLACE MACRO {function(name)}{body}" for name, body in _MACROS.items())
"""What makes the functions that the dialect calls."""


def define(database: Database) -> None:
    """Make the function of Python's that these call."""
    database.define_function(_NAME, _form, ("VARCHAR",), "VARCHAR")


def _form(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return canonical(text)
    except ValueError:
        # What the engine gets of an error is its text, so that begins with the SQLSTATE.
        raise ValueError("22P02: invalid input syntax for type json") from None
