"""PostgreSQL's SQL as text: its tokens, statements and session commands, and its translation into DuckDB's SQL.

Everything is a function of text. `rewriting` loads sqlglot and is imported by its full name, when it is first needed.
"""
