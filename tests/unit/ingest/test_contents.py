"""What is kept of a body: one encoding, no byte order mark, no secret."""

from __future__ import annotations

import gzip

import pytest

from reedbed.errors import PageInvalid, SourceInvalid
from reedbed.ingest.contents import page_content, without_secret
from reedbed.ingest.declaration import Auth, Source
from reedbed.ingest.encodings import known_encoding
from reedbed.settings import SecretText

TEXT = "id,name\n1,Jyväskylä\n"
SPELLING = "a/b c+d=&9"


def source(**fields: object) -> Source:
    return Source(**{"name": "s", "url": "http://api.example/x", "table": "t", "format": "csv", **fields})  # type: ignore[arg-type]  # fields of any kind


def kept(body: bytes, content_type: str = "", *, step: int = 0, **fields: object) -> str:
    chunks = [body[at : at + step] for at in range(0, len(body), step)] if step else [body]
    content = page_content(source(**fields), chunks, name="x", shown="x", content_type=content_type)
    return b"".join(content).decode()


@pytest.mark.parametrize("step", [0, 1, 3])
@pytest.mark.parametrize(
    ("encoding", "content_type", "declared"),
    [
        ("utf-8", "", ""),
        ("utf-8-sig", "text/csv", ""),
        ("utf-16", "", ""),
        ("utf-32", "", ""),
        ("latin-1", "text/csv; charset=ISO-8859-1", ""),
        ("cp1252", 'text/csv; charset="windows-1252"', ""),
        ("latin-1", "text/csv; charset=utf-8", "latin-1"),
        ("utf-16-le", "", "utf-16-le"),
        ("utf-8", "text/csv; charset=no-such", ""),
        ("utf-8-sig", "text/csv; charset=ISO-8859-1", ""),
        ("utf-16", "text/csv; charset=utf-8", ""),
    ],
)
def test_a_text_is_kept_as_utf_8(step: int, encoding: str, content_type: str, declared: str) -> None:
    assert kept(TEXT.encode(encoding), content_type, step=step, encoding=declared) == TEXT


def test_the_charset_of_csv_counts_where_the_format_is_not_known_yet() -> None:
    assert kept(TEXT.encode("latin-1"), "text/csv; charset=ISO-8859-1", format="json") == TEXT


def test_the_charset_of_json_does_not_count() -> None:
    text = '[{"name": "Jyväskylä"}]'
    assert kept(text.encode(), "application/json; charset=iso-8859-1", format="json") == text


def test_what_is_no_text_of_its_encoding_is_told() -> None:
    with pytest.raises(PageInvalid, match="no text in utf-16"):
        kept(b"a,b\n1,2\n3", encoding="utf-16")


@pytest.mark.parametrize(
    "name", ["zlib_codec", "rot13", "idna", "unicode_escape", "base64", "no-such", "", "\0", "hex"]
)
def test_a_codec_that_is_no_encoding_of_text_is_not_run(name: str) -> None:
    assert known_encoding(name) == ""


def test_an_encoding_of_what_says_its_own_is_refused() -> None:
    for wrong in ({"format": "xml", "records": "a.b"}, {"format": "parquet"}, {"encoding": "rot13"}):
        with pytest.raises(SourceInvalid, match="encoding"):
            source(**{"encoding": "latin-1", **wrong})


def test_a_text_that_begins_as_gzip_is_unpacked_whatever_it_is_called() -> None:
    assert kept(gzip.compress(TEXT.encode())) == TEXT


@pytest.mark.parametrize("step", [1, 7, 0])
@pytest.mark.parametrize(
    "spelled", [SPELLING, "a%2Fb%20c%2Bd%3D%269", "a/b+c%2Bd%3D%269".replace("/", "%2F"), "a\\/b c+d=&9"]
)
def test_a_secret_that_a_server_repeats_in_a_url_is_not_kept(step: int, spelled: str) -> None:
    auth = Auth(kind="query", name="api_key", secret=SecretText(SPELLING))
    body = f'{{"next": "https://x/y?api_key={spelled}&page=2", "n": "{"z" * 40}"}}'
    found = kept(body.encode(), step=step, format="json", auth=auth)
    assert found == body.replace(f"api_key={spelled}", "api_key=****")
    assert without_secret(f"<https://x/y?api_key={spelled}>; rel=next", auth) == "<https://x/y?api_key=****>; rel=next"
