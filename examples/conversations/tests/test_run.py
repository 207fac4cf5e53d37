from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from exporting import chat

from conversations.generator import AUTHORS
from reedbed import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Zipped = Callable[..., Path]
    Run = Callable[..., dict[str, Any]]
    Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.mark.parametrize("author", [*AUTHORS, "x') or 1=1 --", "\\", "%s {0} $1"])
def test_raw_names_stay_in_the_first_table(tmp_path: Path, zipped: Zipped, run: Run, rows: Rows, author: str) -> None:
    run(
        zipped(
            "WhatsApp Chat - Zoë Zuñiga.zip",
            {
                "WhatsApp Chat with Zoë Zuñiga.txt": f"24/12/2023, 22:05 - {author}: ha\n"
                f"24/12/2023, 22:06 - {author} changed the subject from “a: b” to “c”\n"
                f"24/12/2023, 22:07 - {author} left\n"
            },
        )
    )
    name = " ".join(author.strip("\u202a\u202c").split())
    assert rows("select author_raw, text from messages where author_uuid is not null") == [(name, "ha")]
    with open_store(tmp_path / "w") as store:
        for table in store.list_tables():
            content = json.dumps(store.query(f'select * from "{table}"').to_pylist(), default=str, ensure_ascii=False)
            found = json.dumps(name, ensure_ascii=False)[1:-1] in content
            assert found == (table == "messages" and bool(name)), table
            assert "Zuñiga" not in content, table


def test_chunks_number_each_thread_from_zero_in_the_order_of_the_export(zipped: Zipped, run: Run, rows: Rows) -> None:
    texts = [f"24/12/2023, 22:05 - {name}: {word}\n" for name, word in zip("CABZA", "badce", strict=True)]
    run(zipped("a.zip", {"WhatsApp Chat with Bo.txt": "".join(texts), "WhatsApp Chat with Cy.txt": texts[0]}))
    found = rows("select chunk_index, text from chunks order by thread_id, chunk_index")
    assert sorted(found) == sorted([*enumerate("badce"), (0, "b")])


def test_aggregates_are_of_utc_hours_and_days(zipped: Zipped, run: Run, rows: Rows) -> None:
    lines = ["24/12/2023, 00:30 - Ada: a", "24/12/2023, 01:30 - Bo: b", "24/12/2023, 01:45 - Bo: c"]
    result = run(zipped("a.zip", chat(*lines)), timezone="Europe/Prague")
    assert result["timezone"] == "Europe/Prague"
    days = rows("select strftime(day, '%Y-%m-%d'), message_count, unique_authors from daily_aggregates order by day")
    assert days == [("2023-12-23", 1, 1), ("2023-12-24", 2, 1)]
    hours = rows(
        "select strftime(first_message, '%Y-%m-%d %H:%M'), strftime(last_message, '%H:%M') "
        "from hourly_aggregates order by 1"
    )
    assert hours == [("2023-12-23 23:30", "23:30"), ("2023-12-24 00:30", "00:45")]


def test_active_authors_wrote_lately(zipped: Zipped, run: Run, rows: Rows) -> None:
    run(zipped("a.zip", chat("01/10/2023, 10:00 - Ada: a", "24/12/2023, 10:00 - Bo: b", "24/12/2023, 10:01 - Bo: c")))
    assert rows("select message_count from active_authors") == [(2,)]
    assert rows("select count(*) from author_message_counts") == [(2,)]


def test_dates_that_decide_nothing_follow_the_declared_locale_and_say_so(zipped: Zipped, run: Run, rows: Rows) -> None:
    export = zipped("a.zip", chat("02/03/2023, 10:00 - Ada: a"))
    (american,) = run(export, locale="en-US")["chats"]
    assert (american["date_order"], american["date_order_decided_by"]) == ("mdy", "the declared locale en-US")
    assert rows("select strftime(ts, '%Y-%m-%d') from messages") == [("2023-02-03",)]


def test_what_is_not_declared_is_said(zipped: Zipped, run: Run) -> None:
    result = run(zipped("a.zip", chat("02/03/2023, 10:00 - Ada: a")))
    assert (result["timezone"], result["timezone_declared"]) == ("UTC", False)
    assert "default" in result["chats"][0]["date_order_decided_by"]


def test_a_workspace_declares_for_all_its_exports(tmp_path: Path, zipped: Zipped, run: Run, rows: Rows) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "workspace.yaml").write_text(
        "conversations: {timezone: America/New_York, locale: en-US, tenant_id: acme}\n"
    )
    result = run(zipped("a.zip", chat("02/03/2023, 10:00 - Ada: a")))
    assert (result["timezone"], result["timezone_declared"]) == ("America/New_York", True)
    assert rows("select strftime(ts, '%Y-%m-%d %H'), tenant_id from messages") == [("2023-02-03 15", "acme")]
    assert "chunks" in result["views_built"]
    assert "acme" in (tmp_path / "w" / "workspace.yaml").read_text()


def test_media_say_whether_the_export_brought_them(zipped: Zipped, run: Run, rows: Rows) -> None:
    lines = ["IMG-1.jpg (file attached)", "IMG-2.jpg (file attached)", "<Media omitted>"]
    entries = chat(*[f"24/12/2023, 22:0{n} - Ada: {line}" for n, line in enumerate(lines)])
    (read,) = run(zipped("a.zip", {**entries, "IMG-1.jpg": b"x"}))["chats"]
    assert read["media"] == {"attached": 1, "missing": 1, "omitted": 1}
    found = rows("select media_url, media_type, attrs->'media'->>'state' from messages order by ts")
    assert found == [("IMG-1.jpg", "image", "attached"), (None, "image", "missing"), (None, "unknown", "omitted")]


def test_personal_data_are_flagged(zipped: Zipped, run: Run, rows: Rows) -> None:
    run(zipped("a.zip", chat("24/12/2023, 22:05 - Ada: me@example.org")))
    assert rows("select pii_flags->>'email', pii_flags->>'phone' from messages") == [("true", "false")]


def test_odd_characters_are_stored_as_they_are(zipped: Zipped, run: Run, rows: Rows) -> None:
    text = "a\x00b \ufffd \u2028 \U0001f9d1\u200d\U0001f4bb {\"x\": 'y'}"
    name = "IMG \"1\" '2'.jpg"
    entries = chat(f"24/12/2023, 22:05 - A\x00b: {text}", f"24/12/2023, 22:06 - Ada: {name} (file attached)")
    run(zipped("a.zip", {**entries, name: b"x"}))
    assert rows("select author_raw, text, media_url from messages order by ts") == [
        ("A\x00b", text, None),
        ("Ada", None, name),
    ]
    assert rows("select attrs->'media'->>'name' from messages where media_url is not null") == [(name,)]


def test_times_of_a_run_are_utc(zipped: Zipped, run: Run, rows: Rows) -> None:
    run(zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a")))
    ((created,),) = rows("select created_at from messages")
    assert abs((datetime.now(UTC) - created).total_seconds()) < 600


def test_an_empty_chat_makes_empty_tables(zipped: Zipped, run: Run) -> None:
    result = run(zipped("a.zip", {"_chat.txt": ""}))
    assert set(result["tables"].values()) == {0}


@pytest.mark.parametrize(
    ("keys", "code"),
    [({"timezone": "Mars/Base"}, "CONV001"), ({"locale": "xx"}, "CONV001"), ({"workspace_path": __file__}, "CONV001")],
)
def test_what_is_declared_wrongly_is_refused(zipped: Zipped, run: Run, keys: dict[str, str], code: str) -> None:
    assert run(zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a")), **keys)["error"]["code"] == code


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"IMG-1.jpg": "x"}, "CONV004"),
        ({"_chat.txt": "x", "../evil": "x"}, "CONV005"),
        ({"_chat.txt": "x" * 20_000_000}, "CONV005"),
        ({"_chat.txt": b"\xff\xfe\x00"}, "CONV006"),
        ({"_chat.txt": "just words\n"}, "CONV006"),
        ({"_chat.txt": "13/01/24, 10:00 - A: x\n01/14/24, 10:00 - A: x\n"}, "CONV007"),
    ],
)
def test_a_bad_export_stores_nothing(
    tmp_path: Path, zipped: Zipped, run: Run, entries: dict[str, str | bytes], code: str
) -> None:
    assert run(zipped("a.zip", entries))["error"]["code"] == code
    assert not (tmp_path / "w" / "author.key").exists() or code == "CONV007"
