"""The options of sequences, of their own or of the columns that count with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
