"""Which columns of two relations belong together, and as what type they are compared: `pair_columns` decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.errors import ColumnNotFound, KeyInvalid
from reedbed.store.diff.families import Family, common_type, family
from reedbed.store.diff.tolerances import Tolerance, checked_tolerance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnPair:
    """A column that both sides have: `name` as a spells it, its type on each side, the type of the comparison."""

    name: str
    name_b: str
    type_a: str
    type_b: str
    common: str | None
    tolerance: Tolerance | None = None

    @property
    def type(self) -> str:
        """The type of the comparison; only for pairs that can be compared."""
        return self.common or self.type_a


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """The columns of a comparison: the key, the other compared ones, and what is left out of it and why."""

    key: tuple[ColumnPair, ...]
    compared: tuple[ColumnPair, ...]
    incomparable: tuple[ColumnPair, ...]
    only_in_a: tuple[tuple[str, str], ...]
    only_in_b: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    order_differs: bool

    @property
    def columns(self) -> tuple[ColumnPair, ...]:
        """Key and compared columns: column i has the alias `c<i>` in every statement."""
        return self.key + self.compared

    @property
    def pairs(self) -> tuple[ColumnPair, ...]:
        """Every column that both sides have and that is not ignored."""
        return self.key + self.compared + self.incomparable


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What the caller asked for: key, tolerances by column, columns to leave out."""

    key: tuple[str, ...] = ()
    tolerances: tuple[tuple[str, float | Tolerance], ...] = ()
    ignore: tuple[str, ...] = ()


def folded(name: str) -> str:
    """The name as DuckDB compares it: it ignores the case of ASCII letters and of no others."""
    return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in name)


def common_names(a: Mapping[str, str], b: Mapping[str, str]) -> list[tuple[str, str]]:
    """The names of the columns that both sides have, as each side spells them, in a's order."""
    spelled_in_b = {folded(name): name for name in b}
    return [(name, spelled_in_b[folded(name)]) for name in a if folded(name) in spelled_in_b]


def pair_columns(
    a: Mapping[str, str], b: Mapping[str, str], widened: Sequence[str], wishes: Wishes, sides: tuple[str, str]
) -> Pairing:
    """Pair the columns of two relations by name.

    `a` and `b` are column names with types, `widened` DuckDB's common types of `common_names(a, b)`,
    `sides` the names of the relations for messages. Raises `ColumnNotFound` for a key, tolerance or
    ignored column that is not there, `KeyInvalid` for a key that cannot identify rows.
    """
    _check_wishes(a, b, wishes, sides)
    ignored = {folded(name) for name in wishes.ignore}
    tolerances = {folded(column): given for column, given in wishes.tolerances}
    pairs = {
        folded(left): _pair(left, right, (a[left], b[right], wide), tolerances.get(folded(left)))
        for (left, right), wide in zip(common_names(a, b), widened, strict=True)
        if folded(left) not in ignored
    }
    key = tuple(_key_column(pairs[folded(name)]) for name in wishes.key)
    rest = [pair for pair in pairs.values() if pair not in key]
    return Pairing(
        key=key,
        compared=tuple(pair for pair in rest if pair.common is not None),
        incomparable=tuple(pair for pair in rest if pair.common is None),
        only_in_a=_alone(a, b, ignored),
        only_in_b=_alone(b, a, ignored),
        ignored=wishes.ignore,
        order_differs=[name for name in map(folded, b) if name in pairs] != list(pairs),
    )


def _pair(left: str, right: str, types: tuple[str, str, str], given: float | Tolerance | None) -> ColumnPair:
    common = common_type(*types)
    tolerance = None if given is None else checked_tolerance(left, common or "incomparable types", given)
    return ColumnPair(name=left, name_b=right, type_a=types[0], type_b=types[1], common=common, tolerance=tolerance)


def _alone(side: Mapping[str, str], other: Mapping[str, str], ignored: set[str]) -> tuple[tuple[str, str], ...]:
    there = {folded(name) for name in other} | ignored
    return tuple((name, type_name) for name, type_name in side.items() if folded(name) not in there)


def _check_wishes(a: Mapping[str, str], b: Mapping[str, str], wishes: Wishes, sides: tuple[str, str]) -> None:
    toleranced = [column for column, _ in wishes.tolerances]
    for where, columns in zip(sides, (a, b), strict=True):
        _check_known([*wishes.key, *toleranced], columns, where)
    _check_known(wishes.ignore, [*a, *b], f"{sides[0]} or {sides[1]}")
    key = [folded(name) for name in wishes.key]
    left_out = {folded(name) for name in wishes.ignore}
    for name in wishes.key:
        if key.count(folded(name)) > 1:
            msg = f"The key names the column {name!r} twice."
            raise KeyInvalid(msg, key=list(wishes.key))
        if folded(name) in left_out or folded(name) in map(folded, toleranced):
            msg = f"The key column {name!r} can neither be ignored nor have a tolerance."
            raise KeyInvalid(msg, key=list(wishes.key))
    for name in toleranced:
        if folded(name) in left_out:
            msg = f"The column {name!r} is ignored and has a tolerance; choose one of them."
            raise KeyInvalid(msg, column=name)
    if toleranced and not wishes.key:
        msg = "Tolerances need a key: without one nothing says which rows belong together."
        raise KeyInvalid(msg, hint="give key=(…), the columns that identify a row", tolerances=toleranced)


def _check_known(names: Iterable[str], columns: Iterable[str], where: str) -> None:
    known = list(columns)
    there = {folded(column) for column in known}
    for name in names:
        if folded(name) not in there:
            raise ColumnNotFound(name, where=where, known=known)


def _key_column(pair: ColumnPair) -> ColumnPair:
    if pair.common is None:
        msg = f"The key column {pair.name!r} is {pair.type_a} in a and {pair.type_b} in b, which cannot be compared."
        raise KeyInvalid(msg, hint="cast it to one type in a query", column=pair.name)
    if family(pair.common) is Family.NESTED and pair.common == "VARIANT":
        msg = f"The key column {pair.name!r} is {pair.common}, which does not identify a row."
        raise KeyInvalid(msg, column=pair.name)
    return pair
