"""SQL as text: identifiers and what statements write, without any I/O.

`reedbed.sql.targets` is imported by its full name, since it loads sqlglot.
"""

from reedbed.sql.identifiers import DEFAULT_SCHEMA, LEDGER_SCHEMA, TableName, literal, quote, table_name

__all__ = ["DEFAULT_SCHEMA", "LEDGER_SCHEMA", "TableName", "literal", "quote", "table_name"]
