from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.errors import SqlSyntaxError
from reedbed.store.served.requests import Kind, Request, is_request, parse_request

KINDS: list[Kind] = ["call", "read", "write"]
ARGUMENTS = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.none() | st.integers() | st.text())


@given(st.sampled_from(KINDS), st.from_regex(r"[a-z_]{1,12}", fullmatch=True), ARGUMENTS)
def test_a_request_survives_its_text(kind: Kind, name: str, arguments: dict[str, object]) -> None:
    request = Request(kind=kind, name=name, arguments=arguments)
    sql = request.to_sql()
    assert is_request(sql)
    assert "\0" not in sql
    assert parse_request(sql) == request


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "CALL pragma_version()",
        "COPY t TO STDOUT",
        "COPY reedbed.reading TO STDOUT",
        "SELECT 'CALL reedbed.call(''x'')'",
        "",
    ],
)
def test_other_sql_is_no_request(sql: str) -> None:
    assert not is_request(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "call reedbed.call('verify')",
        "CALL reedbed.call('verify', '{}') ;",
        "CALL  reedbed.call( 'verify' , '{\"name\": null}' )",
    ],
)
def test_a_person_may_write_one_too(sql: str) -> None:
    assert is_request(sql)
    assert parse_request(sql).name == "verify"


@pytest.mark.parametrize(
    "sql",
    [
        "CALL reedbed.call()",
        "CALL reedbed.call('a', '{')",
        "CALL reedbed.call('a', '[1]')",
        "CALL reedbed.call('a', 'x'); DROP TABLE t",
        "COPY reedbed.read TO STDOUT (FORMAT csv)",
        "COPY reedbed.read TO STDOUT (FORMAT arrow, OPTIONS '3')",
        "CALL reedbed.call('a', '{\"$\": [\"no such kind\", 1]}')",
    ],
)
def test_a_malformed_request_is_refused(sql: str) -> None:
    assert is_request(sql)
    with pytest.raises(SqlSyntaxError):
        parse_request(sql)
