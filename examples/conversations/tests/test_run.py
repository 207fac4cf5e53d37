from __future__ import annotations

import json
import os
import random
import secrets
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conversations.__main__ import COMMANDS
from conversations.generator import AUTHORS
from reedbed import ReedbedError, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    Zipped = Callable[..., Path]
    Run = Callable[..., dict[str, Any]]

EXAMPLE = Path(__file__).parents[1]
VIEWS = [
    "chunks",
    "messages_with_media",
    "messages_with_text",
    "hourly_aggregates",
    "daily_aggregates",
    "author_message_counts",
    "active_authors",
]
COLUMNS = [
    "event_id",
    "tenant_id",
    "source",
    "thread_id",
    "msg_id",
    "ts",
    "author_raw",
    "author_uuid",
    "text",
    "media_url",
    "media_type",
    "attrs",
    "pii_flags",
    "created_at",
    "created_by_run",
]


def command(*arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """Run the program as a user does; its last line of stdout must be one compact JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", "conversations", *arguments],
        cwd=EXAMPLE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    line = done.stdout.splitlines()[-1]
    document = json.loads(line)
    assert line == json.dumps(document, separators=(",", ":"))
    assert "Traceback" not in done.stderr
    return done.returncode, document


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run an export into the workspace `tmp_path/w`; the result, or the error of a failure."""

    def call(export: Path, **keys: object) -> dict[str, Any]:
        request = {"workspace_path": str(tmp_path / "w"), "export": str(export), **keys}
        try:
            document = COMMANDS["run"](json.dumps(request))
        except ReedbedError as error:
            document = {"error": error.to_dict()}
        result: dict[str, Any] = json.loads(json.dumps(document))
        return result

    return call


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    def query(sql: str) -> list[tuple[Any, ...]]:
        with open_store(tmp_path / "w") as store:
            return [tuple(row.values()) for row in store.query(sql).to_pylist()]

    return query


Rows = "Callable[[str], list[tuple[Any, ...]]]"


def chat(*lines: str) -> dict[str, str]:
    return {"WhatsApp Chat with Bo.txt": "".join(f"{line}\n" for line in lines)}


def test_a_generated_export_runs_into_a_new_workspace(tmp_path: Path, rows: Rows) -> None:
    path = tmp_path / "deep" / "chat.zip"
    code, made = command("generate", json.dumps({"path": str(path), "messages": 2000, "threads": 3, "authors": 10}))
    assert (code, made["messages"], made["synthetic"]) == (0, 2000, True)
    code, result = command("run", json.dumps({"workspace_path": str(tmp_path / "w"), "export": str(path)}))
    assert (code, result["new_messages"], result["known_messages"]) == (0, 2000, 0)
    assert result["tables"]["messages"] == 2000
    assert result["tables"]["messages_with_media"] == made["media"]
    assert (result["views_built"], result["views_skipped"]) == (VIEWS, [])
    assert sorted(result["tables"]) == sorted(["messages", *VIEWS])
    assert sum(each["system_messages"] for each in result["chats"]) == made["system"]
    with open_store(tmp_path / "w") as store:
        assert list(store.get_table_columns("messages")) == COLUMNS
        assert all(report.ok for report in store.verify())
    assert rows("select count(*), count(distinct event_id), count(distinct msg_id) from messages") == [(2000,) * 3]


def generated(path: Path, **keys: object) -> dict[str, Any]:
    return COMMANDS["generate"](json.dumps({"path": str(path), **keys}))


def test_a_second_run_adds_nothing_and_skips_every_view(tmp_path: Path, run: Run, rows: Rows) -> None:
    path = tmp_path / "chat.zip"
    generated(path, messages=500)
    first, second = run(path), run(path)
    assert (second["new_messages"], second["known_messages"]) == (0, 500)
    assert (second["views_built"], second["views_skipped"]) == ([], VIEWS)
    assert rows("select distinct created_by_run from messages") == [(first["run_id"],)]


@pytest.mark.parametrize("platform", ["android", "ios"])
def test_a_longer_export_adds_only_what_is_new(tmp_path: Path, run: Run, rows: Rows, platform: str) -> None:
    for name, size in (("a.zip", 400), ("other name.zip", 700)):
        generated(tmp_path / name, messages=size, platform=platform)
    first, second = run(tmp_path / "a.zip"), run(tmp_path / "other name.zip")
    assert (second["new_messages"], second["known_messages"]) == (300, 400)
    runs = dict(rows("select created_by_run, count(*) from messages group by 1"))
    assert runs == {first["run_id"]: 400, second["run_id"]: 300}
    assert second["tables"]["chunks"] == 700


def test_a_shorter_or_overlapping_export_loses_nothing(zipped: Zipped, run: Run) -> None:
    lines = [f"24/12/2023, 22:{minute:02} - Ada: {minute}" for minute in range(10)]
    run(zipped("a.zip", chat(*lines[:6])))
    assert run(zipped("b.zip", chat(*lines[4:])))["new_messages"] == 4
    assert run(zipped("c.zip", chat(*lines[:2])))["tables"]["messages"] == 10


def test_equal_messages_are_kept_and_recognised(zipped: Zipped, run: Run, rows: Rows) -> None:
    line = "24/12/2023, 22:05 - Ada: ha"
    assert run(zipped("a.zip", chat(line, line)))["new_messages"] == 2
    result = run(zipped("b.zip", chat(line, line, line, "24/12/2023, 22:06 - Ada: ha")))
    assert (result["new_messages"], result["known_messages"]) == (2, 2)
    assert rows("select count(distinct msg_id), count(*) from messages") == [(4, 4)]


def test_the_same_words_of_two_threads_are_two_messages(zipped: Zipped, run: Run) -> None:
    line = "24/12/2023, 22:05 - Ada: ha\n"
    result = run(zipped("a.zip", {"WhatsApp Chat with Bo.txt": line, "WhatsApp Chat with Cy.txt": line}))
    assert result["new_messages"] == 2
    assert len({each["thread_id"] for each in result["chats"]}) == 2


def test_a_thread_may_be_named(zipped: Zipped, run: Run) -> None:
    run(zipped("a.zip", {"_chat.txt": "24/12/2023, 22:05 - Ada: old\n"}), thread="Bo")
    result = run(zipped("b.zip", {"_chat.txt": "24/12/2023, 22:06 - Ada: new\n"}), thread="Bo")
    assert len({result["chats"][0]["thread_id"]}) == 1
    assert result["tables"]["messages"] == 2


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


def test_the_key_is_private_and_its_loss_is_not_papered_over(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    export = zipped("a.zip", chat("24/12/2023, 22:05 - Ada: ha"))
    run(export)
    key = tmp_path / "w" / "author.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()
    assert run(export)["error"]["code"] == "CONV008"
    assert not key.exists()


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


@pytest.mark.parametrize("session", ["UTC", "Europe/Prague", "America/New_York"])
def test_the_machine_zone_changes_nothing(tmp_path: Path, zipped: Zipped, rows: Rows, session: str) -> None:
    export = zipped("a.zip", chat("27/10/2024, 02:50 - Ada: first", "27/10/2024, 02:10 - Ada: second"))
    request = {"workspace_path": str(tmp_path / "w"), "export": str(export), "timezone": "Europe/Prague"}
    assert command("run", json.dumps(request), TZ=session)[0] == 0
    assert rows("select strftime(ts, '%H:%M'), text from messages order by ts") == [
        ("00:50", "first"),
        ("01:10", "second"),
    ]


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


def test_a_workspace_may_be_named_by_its_file(tmp_path: Path, zipped: Zipped, rows: Rows) -> None:
    export = zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a"))
    request = {"workspace_path": str(tmp_path / "w" / "workspace.yaml"), "export": str(export)}
    assert command("run", json.dumps(request))[0] == 0
    assert rows("select count(*) from messages") == [(1,)]


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


def test_two_texts_of_one_thread_are_refused(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    line = "24/12/2023, 22:05 - Ada: a\n"
    entries = {"WhatsApp Chat with Bo.txt": line, "WhatsApp Chat with Bo (1).txt": line}
    assert run(zipped("a.zip", entries))["error"]["code"] == "CONV010"
    several = {"WhatsApp Chat with Bo.txt": line, "WhatsApp Chat with Cy.txt": line}
    assert run(zipped("b.zip", several), thread="x")["error"]["code"] == "CONV010"
    with open_store(tmp_path / "w") as store:
        assert store.list_tables() == []


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


def test_a_killed_run_leaves_nothing_half_done(tmp_path: Path, run: Run) -> None:
    first, longer = tmp_path / "a.zip", tmp_path / "b.zip"
    generated(first, messages=100)
    generated(longer, messages=60_000)
    run(first)
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    for delay in [dice.uniform(0.5, 3.5) for _ in range(3)]:
        request = json.dumps({"workspace_path": str(tmp_path / "w"), "export": str(longer)})
        with subprocess.Popen([sys.executable, "-m", "conversations", "run", request], cwd=EXAMPLE) as process:
            time.sleep(delay)
            process.kill()
        with open_store(tmp_path / "w") as store:
            assert store.row_count("messages") in {100, 60_000}, f"seed {seed}"
            assert "messages_staged" not in store.list_tables()
            assert [report.table for report in store.verify("messages") if not report.ok] == []
    result = run(longer)
    assert set(itemgetter("messages", "chunks")(result["tables"])) == {60_000}


def test_a_view_that_fails_is_an_error_and_the_messages_are_stored(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "views.py").write_text(
        "from reedbed import ViewRegistry\n"
        "views = ViewRegistry()\n"
        "views.register_sql('good', 'select count(*) as n from messages')\n"
        "views.register_sql('bad', 'select nothing from messages')\n"
    )
    error = run(zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a")))["error"]
    assert error["code"] == "VIEW005"
    assert "bad" in error["message"]
    with open_store(tmp_path / "w") as store:
        assert store.list_tables() == ["good", "messages"]


def test_views_that_the_workspace_changed_are_built_again(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    export = zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a"))
    run(export)
    views = tmp_path / "w" / "views.py"
    views.write_text(views.read_text().replace("ACTIVE_DAYS = 30", "ACTIVE_DAYS = 7"))
    result = run(export)
    assert result["views_built"] + result["views_unchanged"] == ["active_authors"]


def test_an_empty_chat_makes_empty_tables(zipped: Zipped, run: Run) -> None:
    result = run(zipped("a.zip", {"_chat.txt": ""}))
    assert set(result["tables"].values()) == {0}


FAILURES = {
    "no command": ((), "CONV001"),
    "unknown command": (("fly", "{}"), "CONV001"),
    "no argument": (("run",), "CONV001"),
    "bad JSON": (("run", "{"), "CONV001"),
    "missing keys": (("run", "{}"), "CONV001"),
    "unknown key": (("generate", '{"path": "x", "messages": 1, "mesages": 1}'), "CONV001"),
    "missing file": (("run", '{"workspace_path": "W", "export": "none.zip"}'), "CONV002"),
    "no zip": (("run", '{"workspace_path": "W", "export": "README.md"}'), "CONV003"),
    "unwritable": (("generate", '{"path": "README.md/x.zip", "messages": 1}'), "CONV009"),
}


@pytest.mark.parametrize(("arguments", "code"), FAILURES.values(), ids=FAILURES)
def test_failures_are_json_with_code_three_and_leave_nothing(
    tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    given = [argument.replace('"W"', json.dumps(str(tmp_path / "w"))) for argument in arguments]
    exit_code, document = command(*given)
    assert exit_code == 3
    assert set(document) == {"error"}
    assert set(document["error"]) == {"code", "message", "hint", "docs", "retryable", "details"}
    assert document["error"]["code"] == code
    assert document["error"]["hint"]
    assert list(tmp_path.iterdir()) == []


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
