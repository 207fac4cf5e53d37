"""Sequences: their options, of their own or of the columns that count with them, and setting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql import literal

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.definitions import DefinitionParser


def sequence_options(parser: DefinitionParser) -> str:
    """The options of a sequence that DuckDB knows, as written."""
    options: list[str] = []
    while not parser.at_end() and not parser.at(")"):
        if parser.take("as"):
            parser.type_name()
        elif parser.take("cache"):
            parser.next()
        elif parser.take_all("owned", "by") or parser.take_all("sequence", "name"):
            parser.name()
        else:
            options.append(parser.next().text)
    return " ".join(options).replace("- ", "-")


def setting(sequence: str, value: str, called: str = "true") -> str:
    """`setval` within a query: as many values are taken as lie between, since DuckDB's sequences only go on by steps.

    Where a query is nothing but calls of it, `reedbed.sql.postgres.preludes` takes them out.
    """
    refusal = literal("0A000: beside other columns setval takes a sequence forward only, by whole steps")
    step, coming = (f"reedbed_catalog.src.sequence_{fact}({sequence})" for fact in ("step", "coming"))
    distance = f"(CAST({value} AS BIGINT) - CASE WHEN {called} THEN 0 ELSE {step} END - {coming})"
    count = f"({distance} // {step} + 1)"
    refused = f"WHEN {count} < 0 OR {distance} % {step} <> 0 THEN CAST(error({refusal}) AS BIGINT)"
    taken = f"list_transform(range(CASE {refused} ELSE {count} END), lambda i_: nextval({sequence}))"
    return f"CASE WHEN len({taken}) >= 0 THEN CAST({value} AS BIGINT) END"
