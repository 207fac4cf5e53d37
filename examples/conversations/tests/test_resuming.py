from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from exporting import chat, generated

from reedbed import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Zipped = Callable[..., Path]
    Run = Callable[..., dict[str, Any]]
    Rows = Callable[[str], list[tuple[Any, ...]]]


VIEWS = [
    "chunks",
    "messages_with_media",
    "messages_with_text",
    "hourly_aggregates",
    "daily_aggregates",
    "author_message_counts",
    "active_authors",
]


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
    runs: dict[object, object] = dict(rows("select created_by_run, count(*) from messages group by 1"))
    assert runs == {first["run_id"]: 400, second["run_id"]: 300}
    assert second["tables"]["chunks"] == 700


def test_a_shorter_or_overlapping_export_loses_nothing(zipped: Zipped, run: Run) -> None:
    lines = [f"24/12/2023, 22:{minute:02} - Ada: {minute}" for minute in range(10)]
    run(zipped("a.zip", chat(*lines[:6])))
    assert run(zipped("b.zip", chat(*lines[4:])))["new_messages"] == 4
    assert run(zipped("c.zip", chat(*lines[:2])))["tables"]["messages"] == 10


def test_what_a_longer_export_decided_holds_for_a_shorter_one(zipped: Zipped, run: Run) -> None:
    lines = ["2/3/24, 10:00 - Ada: a", "2/13/24, 10:00 - Ada: b", "2/14/24, 10:00 - Ada: c"]
    run(zipped("a.zip", chat(*lines)))
    result = run(zipped("b.zip", chat(lines[0])))
    assert (result["new_messages"], result["chats"][0]["date_order"]) == (0, "mdy")
    assert result["chats"][0]["date_order_decided_by"] == "an earlier export of this thread"


def test_a_guess_that_a_longer_export_refutes_stops_the_run(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    lines = ["2/3/24, 10:00 - Ada: a", "2/13/24, 10:00 - Ada: b"]
    run(zipped("a.zip", chat(lines[0])))
    longer = zipped("b.zip", chat(*lines))
    error = run(longer)["error"]
    assert (error["code"], error["details"]["stored"], error["details"]["found"]) == ("CONV007", "dmy", "mdy")
    assert run(zipped("a.zip", chat(lines[0])), locale="en-US")["error"]["code"] == "CONV007"
    with open_store(tmp_path / "w") as store:
        store.execute_sql(error["hint"].split('"')[1])
    assert run(longer)["new_messages"] == 2
    assert run(zipped("a.zip", chat(lines[0])))["new_messages"] == 0


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


def test_two_texts_of_one_thread_are_refused(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    line = "24/12/2023, 22:05 - Ada: a\n"
    entries = {"WhatsApp Chat with Bo.txt": line, "WhatsApp Chat with Bo (1).txt": line}
    assert run(zipped("a.zip", entries))["error"]["code"] == "CONV010"
    several = {"WhatsApp Chat with Bo.txt": line, "WhatsApp Chat with Cy.txt": line}
    assert run(zipped("b.zip", several), thread="x")["error"]["code"] == "CONV010"
    with open_store(tmp_path / "w") as store:
        assert store.list_tables() == []


def test_the_key_is_private_and_its_loss_is_not_papered_over(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    export = zipped("a.zip", chat("24/12/2023, 22:05 - Ada: ha"))
    run(export)
    key = tmp_path / "w" / "author.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()
    assert run(export)["error"]["code"] == "CONV008"
    assert not key.exists()


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
        assert store.list_tables() == ["good", "messages", "threads"]


def test_views_that_the_workspace_changed_are_built_again(tmp_path: Path, zipped: Zipped, run: Run) -> None:
    export = zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a"))
    run(export)
    views = tmp_path / "w" / "views.py"
    views.write_text(views.read_text().replace("ACTIVE_DAYS = 30", "ACTIVE_DAYS = 7"))
    result = run(export)
    assert result["views_built"] + result["views_unchanged"] == ["active_authors"]
