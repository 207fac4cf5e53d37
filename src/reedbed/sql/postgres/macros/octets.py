"""Functions of bytes."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "escaped_byte": """(b) AS CASE WHEN b = 92 THEN '\\\\' WHEN b = 0 OR b > 127 THEN '\\' || lpad(format('{:o}', b), 3, '0')
        ELSE chr(CAST(b AS INTEGER)) END""",
    "encode": """(a, form) AS CASE lower(form) WHEN 'hex' THEN lower(hex(a)) WHEN 'base64' THEN to_base64(a)
        WHEN 'escape' THEN reedbed_catalog.dialect.escaped(hex(a))
        ELSE error('22023: unrecognized encoding: "' || form || '"') END""",
    "escaped": """(digits) AS array_to_string(list_transform(generate_series(1, length(digits) // 2), lambda i:
        reedbed_catalog.dialect.escaped_byte(CAST('0x' || substring(digits, 2 * i - 1, 2) AS INTEGER))), '')""",
    "decode": """(a, form) AS CASE lower(form) WHEN 'hex' THEN unhex(a) WHEN 'base64' THEN from_base64(a)
        ELSE error('22023: unrecognized encoding: "' || form || '"') END""",
    "convert_from": "(a, encoding) AS decode(a)",
    "convert_to": "(a, encoding) AS encode(a)",
    "get_byte": "(a, n) AS CAST('0x' || substring(hex(a), CAST(2 * n + 1 AS BIGINT), 2) AS INTEGER)",
    "set_byte": """(a, n, value) AS unhex(left(hex(a), CAST(2 * n AS BIGINT)) || format('{:02X}', CAST(value AS INTEGER))
        || substring(hex(a), CAST(2 * n + 3 AS BIGINT)))""",
    "length": """(a) AS CASE WHEN typeof(a) = 'BLOB' THEN CAST(length(hex(CAST(a AS VARCHAR)::BLOB)) // 2 AS INTEGER)
        ELSE CAST(length(CAST(a AS VARCHAR)) AS INTEGER) END""",
    "octet_length": """(a) AS CASE WHEN typeof(a) = 'BLOB' THEN CAST(length(hex(CAST(a AS VARCHAR)::BLOB)) // 2 AS INTEGER)
        ELSE CAST(strlen(CAST(a AS VARCHAR)) AS INTEGER) END""",
}
