"""What must hold in a file for any of its rows to matter: conditions on the least and greatest values of columns.

A condition is made of a statement's predicates and only ever errs towards reading a file. Its SQL runs in the
statement's own session, against bounds that have the column's type, so that casts, time zones and bound values mean
there what they mean in the statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reedbed.lake.ranges import INSTANTS, LOCAL_TIMES, NUMBERS, TEXTS, base_type, greatest, lowest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Value:
    """The other side of a comparison: SQL without columns.

    `literal` says that it is a bare literal or parameter, which takes the column's type whatever its own is. `rising`
    says that it only grows from one moment to the next (`now()`), so that it holds as a lower bound only. `kind` is its
    type without parameters, "" where only the engine knows it.
    """

    sql: str
    kind: str = ""
    literal: bool = False
    rising: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column compared with a value; `operator` is one of `=`, `<`, `<=`, `>`, `>=`.

    `through` is a function of the column that never falls where the column rises, as SQL with `{}` for the column.
    """

    column: str
    operator: str
    value: Value
    through: str = "{}"


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts holds."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Comparison | Every | Some


def every(parts: Sequence[Condition | None]) -> Condition | None:
    """All that is known holds; None is what nothing is known of."""
    known = tuple(part for part in parts if part is not None)
    if not known:
        return None
    return known[0] if len(known) == 1 else Every(known)


def some(parts: Sequence[Condition | None]) -> Condition | None:
    """One of the parts holds; nothing is known when nothing is known of one of them."""
    known = tuple(part for part in parts if part is not None)
    if not known or len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else Some(known)


def translated(condition: Condition, comparison: Callable[[Comparison], Comparison | None]) -> Condition | None:
    """What a condition says where each of its comparisons says something else; None is what says nothing."""
    if isinstance(condition, Comparison):
        return comparison(condition)
    parts = [translated(part, comparison) for part in condition.parts]
    return every(parts) if isinstance(condition, Every) else some(parts)


def restricted(condition: Condition, columns: frozenset[str]) -> Condition | None:
    """What a condition says of some columns alone."""
    return translated(condition, lambda each: each if each.column in columns else None)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """All comparisons in a condition."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def condition_sql(condition: Condition, types: dict[str, str]) -> str | None:
    """The condition on a row of ranges; `types` are the types of the columns that ranges are known of.

    None when it tells no file from another.
    """
    if isinstance(condition, Comparison):
        return _comparison_sql(condition, types.get(condition.column))
    parts = [condition_sql(part, types) for part in condition.parts]
    if isinstance(condition, Every):
        known = [part for part in parts if part is not None]
        return f"({' AND '.join(known)})" if known else None
    if any(part is None for part in parts):
        return None
    return f"({' OR '.join(part for part in parts if part is not None)})"


def _comparison_sql(comparison: Comparison, type_text: str | None) -> str | None:
    if type_text is None or (comparison.value.rising and comparison.operator not in (">", ">=")):
        return None
    kinds = _comparable(base_type(type_text), comparison)
    if not kinds:
        return None
    low, high = (comparison.through.format(each(comparison.column)) for each in (lowest, greatest))
    value, operator = comparison.value.sql, comparison.operator
    if comparison.value.rising:
        # Files are chosen before the statement runs; an hour also makes good for clocks that are put back.
        value = f"({value} - INTERVAL 1 HOUR)"
    if comparison.through != "{}":
        # What the function makes of the column may be the same for values that are not.
        operator = {"<": "<=", ">": ">="}.get(operator, operator)
    if operator == "=":
        holds = f"{low} <= {value} AND {high} >= {value}"
    else:
        holds = f"{low if operator in ('<', '<=') else high} {operator} {value}"
    # A bound that is NULL is unknown, and a value that does not fit is for the statement itself to refuse.
    holds = f"coalesce(TRY({holds}), true)"
    if base_type(type_text) in LOCAL_TIMES and (comparison.value.kind or "TIMESTAMP WITH TIME ZONE") in INSTANTS:
        return _of_instant(comparison, value, kinds, holds)
    tests = [] if comparison.value.kind else [f"split_part(typeof({value}), '(', 1) IN ({_listed(kinds)})"]
    if base_type(type_text) in TEXTS:
        tests.append("current_setting('default_collation') = ''")
    if comparison.value.kind and comparison.value.kind not in kinds:
        return None
    return f"(CASE WHEN {' AND '.join(tests)} THEN {holds} ELSE true END)" if tests else holds


def _of_instant(comparison: Comparison, value: str, kinds: frozenset[str], holds: str) -> str | None:
    """A time without a zone is read in the session's, compared with an instant: not in order where clocks are put back.

    No zone has been moved by more than a day, so two are let for it.
    """
    if comparison.through != "{}":
        return None
    low, high = lowest(comparison.column), greatest(comparison.column)
    after, before = f"{high} >= {value} - INTERVAL 2 DAY", f"{low} <= {value} + INTERVAL 2 DAY"
    parts = {"=": f"{after} AND {before}", ">": after, ">=": after, "<": before, "<=": before}
    loosely = f"coalesce(TRY({parts[comparison.operator]}), true)"
    if comparison.value.kind:
        return loosely
    kind = f"split_part(typeof({value}), '(', 1)"
    return (
        f"(CASE WHEN {kind} IN ({_listed(kinds)}) THEN {holds} WHEN {kind} IN ({_listed(INSTANTS)}) THEN {loosely} "
        "ELSE true END)"
    )


def _listed(kinds: frozenset[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


def _comparable(kind: str, comparison: Comparison) -> frozenset[str]:
    """The types of values for which the comparison, in whatever type it is made, keeps the order of the column.

    A time without a zone, compared with an instant, is read in the session's zone, where clocks are put back.
    """
    text = TEXTS if comparison.value.literal else frozenset()
    if kind in NUMBERS:
        return NUMBERS | text if comparison.through == "{}" else frozenset()
    if kind in LOCAL_TIMES:
        return LOCAL_TIMES | text | (NUMBERS if comparison.through.startswith("year") else frozenset())
    if comparison.through != "{}":
        return frozenset()
    if kind in INSTANTS:
        return LOCAL_TIMES | INSTANTS | text
    return TEXTS if kind in TEXTS else frozenset()
