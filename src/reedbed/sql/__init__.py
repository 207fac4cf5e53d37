"""SQL as text: identifiers and rewriting, without any I/O."""

from reedbed.sql.identifiers import DEFAULT_SCHEMA, LEDGER_SCHEMA, TableName, literal, quote, table_name

__all__ = ["DEFAULT_SCHEMA", "LEDGER_SCHEMA", "TableName", "literal", "quote", "table_name"]
