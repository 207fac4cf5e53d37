from __future__ import annotations

import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from conversations.errors import FileRefused
from conversations.exports import Export
from conversations.generator import COMMENT, Recipe, generate
from conversations.headers import decide
from conversations.locales import LOCALES
from conversations.messages import Message, messages, survey

if TYPE_CHECKING:
    from pathlib import Path


def parsed(path: Path) -> tuple[list[Message], set[str]]:
    found: list[Message] = []
    orders: set[str] = set()
    with Export.open(path) as export:
        for chat in export.chats:
            seen = survey(export.lines(chat.entry))
            assert seen.style is not None
            order = decide(seen.style, seen.dates, None)
            orders.add(order.order)
            found.extend(messages(export.lines(chat.entry), seen.style, order.order))
    return found, orders


@pytest.mark.parametrize("platform", ["android", "ios"])
@pytest.mark.parametrize("locale", LOCALES)
def test_what_was_written_is_read_back(tmp_path: Path, locale: str, platform: str) -> None:
    recipe = Recipe(messages=1500, seed=7, locale=locale, platform=platform, threads=2, authors=10)
    made = generate(tmp_path / "a.zip", recipe)
    found, orders = parsed(tmp_path / "a.zip")
    counts = Counter(
        messages=len(found),
        system=sum(message.author is None for message in found),
        media=sum(message.media is not None for message in found),
        attached=sum(message.media is not None and message.media.name is not None for message in found),
    )
    assert counts == Counter({key: made.counts[key] for key in counts})
    assert orders == {LOCALES[locale].order}
    assert len({message.author for message in found if message.author}) == 10
    assert all(made.counts[key] for key in ("duplicates", "continuation_lines", "system"))


def test_the_same_seed_gives_the_same_archive_and_another_seed_another(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / name, Recipe(messages=300, seed=seed))
    contents = [(tmp_path / name).read_bytes() for name in ("a", "b", "c")]
    assert contents[0] == contents[1] != contents[2]


def test_a_longer_export_begins_with_the_shorter(tmp_path: Path) -> None:
    for name, size in (("a.zip", 200), ("b.zip", 500)):
        generate(tmp_path / name, Recipe(messages=size))
    short, long = parsed(tmp_path / "a.zip")[0], parsed(tmp_path / "b.zip")[0]
    assert long[: len(short)] == short


def test_an_archive_says_that_it_is_synthetic(tmp_path: Path) -> None:
    generate(tmp_path / "a.zip", Recipe(messages=5))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.comment == COMMENT
        assert "Synthetic" in archive.namelist()[0]
        assert "Synthetic" in archive.read(archive.namelist()[0]).decode().splitlines()[0]


def test_an_export_may_be_empty(tmp_path: Path) -> None:
    made = generate(tmp_path / "a.zip", Recipe(messages=0))
    assert made.counts["messages"] == 0
    assert Export.open(tmp_path / "a.zip").chats


def test_a_path_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileRefused):
        generate(tmp_path / "file" / "a.zip", Recipe(messages=5))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
