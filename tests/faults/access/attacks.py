"""What a client may try: the list of attacks, each of which is refused to a reader and, but for data, to a writer."""

from __future__ import annotations

from typing import Final

from .file_attacks import FILES, SPELLINGS
from .server_attacks import INDIRECT, SERVER
from .writing_attacks import LEDGER, READERS_ONLY, SMUGGLED

__all__ = ["BOTH", "READERS_ONLY", "SETUP"]

SETUP: Final = """
CREATE TABLE t (a INTEGER, b VARCHAR);
INSERT INTO t VALUES (1, 'x'), (2, 'y');
CREATE TABLE "odd.name" (a INTEGER);
CREATE SCHEMA hidden;
CREATE TABLE hidden.salaries (name VARCHAR, amount INTEGER);
INSERT INTO hidden.salaries VALUES ('ana', 1000);
CREATE SEQUENCE numbers;
CREATE MACRO load_any(path) AS TABLE SELECT * FROM read_text(path);
CREATE MACRO twice_removed(path) AS TABLE SELECT * FROM load_any(path);
CREATE MACRO by_name(path) AS TABLE SELECT * FROM query_table(path);
CREATE MACRO plus_one(x) AS x + 1;
CREATE MACRO all_of_t() AS TABLE SELECT * FROM t;
CREATE VIEW shown AS SELECT a FROM t;
ATTACH ':memory:' AS other;
CREATE TABLE other.main.u (a INTEGER);
"""
"""What the owner has made before the attacks begin. The schema `reedbed`, the ledger, is there as well."""

BOTH: Final = FILES | SPELLINGS | INDIRECT | SERVER | SMUGGLED | LEDGER
"""Refused to readers and writers."""
