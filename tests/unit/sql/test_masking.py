"""No secret of a text is left when it is written down, and what is no secret stays."""

from __future__ import annotations

import time

import pytest

from reedbed.sql.masking import masked

SECRETS = (
    "CREATE SECRET s (TYPE s3, KEY_ID 'hunter2', SECRET 'hunter2')",
    "CREATE OR REPLACE PERSISTENT SECRET IF NOT EXISTS s (TYPE http, EXTRA_HTTP_HEADERS MAP {'X': 'hunter2'})",
    "create secret (type s3, secret $$hunter2$$, session_token E'hunter2')",
    "CREATE SECRET s (TYPE s3, SECRET 'it''s hunter2'",
    "CREATE SECRET s (TYPE s3, SECRET 'hunter2",
    "ALTER USER ana PASSWORD 'hunter2'",
    "ALTER ROLE ana WITH ENCRYPTED PASSWORD 'hunter2' VALID UNTIL 'infinity'",
    "CREATE USER ana IN GROUP b PASSWORD\n 'hunter2'",
    "ALTER USER ana PASSWORD 'SCRAM-SHA-256$4096:hunter2$hunter2:hunter2'",
    "SET s3_secret_access_key = 'hunter2'",
    "SET SESSION http_proxy_password TO 'hunter2'",
    "SET s3_session_token='hunter2'; SELECT 1",
    "SELECT set_config('s3_secret_access_key', 'hunter2', false)",
    "ATTACH 'host=h user=u password=hunter2 dbname=d' AS p (TYPE postgres)",
    "ATTACH 'host=h password=''hunter2'' dbname=d' AS p (TYPE postgres)",
    "ATTACH 'postgresql://ana:hunter2@host/db' AS p (TYPE postgres)",
    "SELECT * FROM postgres_scan('host=h password = hunter2', 'public', 't')",
    "FROM read_csv('https://hunter2@example.org/x.csv')",
    "ATTACH 'x.db' AS x (ENCRYPTION_KEY 'hunter2')",
    "COPY t TO 'x.parquet' (FORMAT parquet, ENCRYPTION_CONFIG {footer_key: 'a'}, password 'hunter2')",
    "PRAGMA add_parquet_key('secret_key', 'hunter2')",
    "SELECT http_get('x', headers := MAP {'Authorization': 'Bearer hunter2'})",
    "Parser Error: syntax error at or near \"x\"\nLINE 1: CREATE SECRET s (TYPE s3, SECRET 'hunter2') x",
    "connection to server failed: password=hunter2 host=h",
    "{\"password\": 'hunter2'}",
)

HARMLESS = (
    "SELECT a, 'b' FROM t WHERE c = 'd'",
    "INSERT INTO t VALUES (1, 'x'), (2, 'it''s')",
    "CREATE TABLE users (name VARCHAR, password VARCHAR)",
    "SELECT name, password FROM users WHERE id = 1",
    "SELECT key, value FROM json_each('{}')",
    "SELECT * FROM 'https://example.org/x.parquet'",
    "CREATE TABLE tokens (primary_key INTEGER PRIMARY KEY)",
)


@pytest.mark.parametrize("text", SECRETS)
def test_the_secret_is_gone(text: str) -> None:
    assert "hunter2" not in masked(text)
    assert "****" in masked(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_the_rest_of_the_statement_stays() -> None:
    assert masked("CREATE SECRET lake (TYPE s3, KEY_ID 'a')") == "CREATE SECRET lake (TYPE s3, KEY_ID '****')"
    assert masked("SET s3_session_token='x'; SELECT 'y'") == "SET s3_session_token='****'; SELECT 'y'"


def test_a_long_text_is_looked_at_quickly() -> None:
    text = "INSERT INTO t VALUES " + ", ".join("(1, 'password ''x''')" for _ in range(20_000))
    before = time.perf_counter()
    masked(text)
    assert time.perf_counter() - before < 2
