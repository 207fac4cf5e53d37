"""Operators whose meaning hangs on the types of their operands, which are known only when DuckDB binds them.

`typeof` is a constant then, and so is the name that `struct_extract` takes a member by: what it gives has the type of
that member, for every type, in aggregates, windows and subqueries too. All members have to bind for all types, so each
gets operands that fit it. `cast_to_type` looks at the type of its second operand alone, and does not compute it.
"""

from __future__ import annotations

from typing import Final

_D: Final = "reedbed_catalog.dialect"
_LATER: Final = "'later': CASE WHEN false THEN list_value(a) END"
"""A member that keeps DuckDB from binding a macro when it is made, since nothing is known of its operands."""
_DATES: Final = "CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE' THEN 'dates' ELSE 'others' END"
_DATE: Final = "CASE WHEN typeof(a) = 'DATE' THEN 'date' ELSE 'other' END"
# A quotient has 16 digits behind its point; DuckDB multiplies it with the divisor, which leaves 22 of 38 for that one.
_WHOLE: Final = r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?"
_SCALED: Final = r"DECIMAL\(\d+,(1?\d|20)\)"
# One look at both types: what a macro is given is written, and bound, as often as it stands in there.
_QUOTIENT: Final = f"""CASE WHEN regexp_full_match(typeof(a) || '/' || typeof(b),
        'DECIMAL.*/({_WHOLE}|{_SCALED})|{_WHOLE}/{_SCALED}') THEN 'numeric' ELSE 'other' END"""
_SCALE: Final = "coalesce(TRY_CAST(regexp_extract(typeof(b), ',(\\d+)', 1) AS INTEGER), 0)"
_ROUGH: Final = """CASE WHEN typeof(a) IN ('DOUBLE', 'FLOAT', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT')
        THEN 'rough' ELSE 'exact' END"""
_ROW: Final = "CASE WHEN typeof(a) LIKE 'STRUCT(%)' THEN 'row' ELSE 'other' END"
_CLOCK: Final = """CASE typeof(a) WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'instant' WHEN 'INTERVAL' THEN 'length'
        ELSE 'other' END"""
_JOINED: Final = """CASE WHEN typeof(a) = 'JSON' OR typeof(b) = 'JSON' THEN 'documents'
        WHEN typeof(a) LIKE '%]' AND typeof(b) NOT LIKE '%]' AND typeof(b) <> '"NULL"' THEN 'behind'
        WHEN typeof(b) LIKE '%]' AND typeof(a) NOT LIKE '%]' AND typeof(a) <> '"NULL"' THEN 'before'
        ELSE 'others' END"""


def _only(kind: str, value: str, otherwise: str, kinds: str = _JOINED) -> str:
    """An operand of the member of one kind, which fits the members of all others as well."""
    chosen = f"CASE WHEN ({kinds}) = '{kind}' THEN 'this' ELSE 'not' END"
    return f"struct_extract({{'this': {value}, 'not': {otherwise}}}, {chosen})"


def _document(operand: str) -> str:
    text = _only("documents", f"CAST({operand} AS VARCHAR)", "'null'")
    return f"CAST({text} AS JSON)"


MACROS: Final[dict[str, str]] = {
    "total": f"""(a, b) AS cast_to_type(a, struct_extract({{{_LATER}, 'small': CAST(0 AS BIGINT),
        'big': CAST(0 AS DECIMAL(38, 0)), 'other': a}},
        CASE WHEN typeof(b) IN ('INTEGER', 'SMALLINT', 'TINYINT') THEN 'small'
            WHEN typeof(b) = 'BIGINT' THEN 'big' ELSE 'other' END))""",
    # Halves of double precision are rounded to even, and those of numeric away from zero.
    "rounded": f"""(a) AS struct_extract({{{_LATER},
        'rough': round_even(CAST({_only("rough", "a", "0.0", _ROUGH)} AS DOUBLE), 0),
        'exact': round({_only("exact", "a", "0.0", _ROUGH)})}}, {_ROUGH})""",
    "time_of": f"""(a) AS struct_extract({{{_LATER},
        'instant': CAST(CAST({_only("instant", "a", "CAST('epoch' AS TIMESTAMPTZ)", _CLOCK)} AS TIMESTAMP) AS TIME),
        'length': CAST('00:00:00' AS TIME) + {_only("length", "a", "INTERVAL 0 SECOND", _CLOCK)},
        'other': CAST({_only("other", "a", "CAST('00:00:00' AS TIME)", _CLOCK)} AS TIME)}}, {_CLOCK})""",
    "centile": f"""(a) AS cast_to_type(a, struct_extract({{{_LATER}, 'exact': CAST(0 AS DOUBLE), 'other': a}},
        CASE WHEN typeof(a) LIKE 'DECIMAL%' OR typeof(a) LIKE '%INT%' AND typeof(a) <> 'INTERVAL' THEN 'exact'
        ELSE 'other' END))""",
    "minus": f"""(a, b) AS cast_to_type(a - b,
        struct_extract({{{_LATER}, 'dates': CAST(0 AS INTEGER), 'others': a - b}}, {_DATES}))""",
    "instant": f"""(a) AS cast_to_type(a,
        struct_extract({{{_LATER}, 'date': CAST(NULL AS TIMESTAMPTZ), 'other': a}}, {_DATE}))""",
    "rough_quotient": "(a, b) AS CAST(CAST(a AS DOUBLE) / nullif(CAST(b AS DOUBLE), 0) AS DECIMAL(38, 16))",
    "divided": f"""(a, b) AS CASE
        WHEN abs(CAST(a AS DOUBLE)) < power(10, 21 - {_SCALE})
        THEN {_D}.rough_quotient(a, b)
            + CAST(CAST(a - {_D}.rough_quotient(a, b) * b AS DOUBLE) / CAST(b AS DOUBLE) AS DECIMAL(38, 16))
        ELSE {_D}.rough_quotient(a, b) END""",
    # `other` comes first, which is what fails when the divisor is zero.
    "quotient": f"""(a, b, other) AS struct_extract({{{_LATER}, 'other': other,
        'numeric': {_D}.divided({_only("numeric", "a", "1.0", _QUOTIENT)}, {_only("numeric", "b", "1.0", _QUOTIENT)})}},
        {_QUOTIENT})""",
    "avg_as": f"""
        (sample TINYINT, total, number, mean) AS {_D}.divided(CAST(total AS DECIMAL(38, 0)), number),
        (sample SMALLINT, total, number, mean) AS {_D}.divided(CAST(total AS DECIMAL(38, 0)), number),
        (sample INTEGER, total, number, mean) AS {_D}.divided(CAST(total AS DECIMAL(38, 0)), number),
        (sample BIGINT, total, number, mean) AS {_D}.divided(CAST(total AS DECIMAL(38, 0)), number),
        (sample HUGEINT, total, number, mean) AS {_D}.divided(CAST(total AS DECIMAL(38, 0)), number),
        (sample DECIMAL, total, number, mean) AS {_D}.divided(total, number),
        (sample DOUBLE, total, number, mean) AS mean,
        (sample FLOAT, total, number, mean) AS mean,
        (sample, total, number, mean) AS mean""",
    # The text of each field, and its type in JSON, which tells what is spelled otherwise.
    "row_text": f"""(a) AS struct_extract({{{_LATER}, 'other': {_D}.text(a),
        'row': '(' || array_to_string(list_transform(
            list_zip(map_values(CAST({_only("row", "a", "{'f1': 0}", _ROW)} AS MAP(VARCHAR, VARCHAR))),
                json_extract(to_json(a), '$.*')),
            lambda field: {_D}.record_item(CASE json_type(field[2])
                WHEN 'BOOLEAN' THEN left(field[1], 1)
                WHEN 'ARRAY' THEN replace(replace(replace(field[1], '[', '{{'), ']', '}}'), ', ', ',')
                WHEN 'OBJECT' THEN {_D}.json_spaced(field[1])
                WHEN 'DOUBLE' THEN CASE WHEN contains(typeof(a), 'DECIMAL') THEN field[1]
                    ELSE {_D}.double_text(field[1]) END
                ELSE field[1] END)), ',') || ')'}}, {_ROW})""",
    "joined": f"""(a, b) AS struct_extract({{{_LATER},
        'documents': {_D}.json_joined({_document("a")}, {_document("b")}),
        'behind': list_append({_only("behind", "a", "[0]")}, {_only("behind", "b", "0")}),
        'before': list_prepend({_only("before", "a", "0")}, {_only("before", "b", "[0]")}),
        'others': {_only("others", "a", "''")} || {_only("others", "b", "''")}}}, {_JOINED})""",
}
