"""Which functions a role may call. The classes stand in `functions.txt`; what stands nowhere is refused."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

SECTION: Final = re.compile(r"\[(anyone|writers|checked|owners|extensions)\] (.+)")


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


SAFE_SETTINGS: Final = words(
    """access_mode calendar default_null_order default_order duckdb_api ieee_floating_point_ops integer_division
    null_order old_implicit_casting order_by_non_integer_literal preserve_identifier_case preserve_insertion_order
    scalar_subquery_error_on_multiple_rows schema search_path threads timezone worker_threads"""
)
"""Settings whose value anyone may ask for. Others hold credentials, paths or the server's limits."""

SYNTAX: Final = words(
    """array art at bernoulli bit blob bpchar by char coalesce columns conflict cube date datetime dec decimal
    double enum exclude filter float geometry grouping grouping_id hugeint if ifnull insert int integer interval
    key materialized numeric operator over percent percentile_cont percentile_disc real rename reservoir rollup
    row set sets string struct system text time timestamp timestamptz timetz try tuple union unnest unpack
    values varbinary varbit varchar variant"""
)
"""Words before a parenthesis that are types, samples and other syntax; no function of consequence has their name."""


class FunctionClasses(NamedTuple):
    """Function names by class, folded to lower case."""

    anyone: frozenset[str]
    writers: frozenset[str]
    checked: frozenset[str]
    owners: frozenset[str]
    extensions: frozenset[str]

    @property
    def every(self) -> frozenset[str]:
        """All names that are classified."""
        return self.anyone | self.writers | self.checked | self.owners | self.extensions


@cache
def function_classes() -> FunctionClasses:
    """The classes of `functions.txt`."""
    text = resources.files(__package__ or "").joinpath("functions.txt").read_text(encoding="utf-8")
    names: dict[str, set[str]] = {name: set() for name in FunctionClasses._fields}
    section = ""
    for line in text.splitlines():
        found = SECTION.fullmatch(line)
        if found:
            section = found[1]
        elif line and not line.startswith("#"):
            names[section].update(line.split())
    return FunctionClasses(**{name: frozenset(found) for name, found in names.items()})
