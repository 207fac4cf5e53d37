from __future__ import annotations

import stat
import unicodedata
import uuid
from typing import TYPE_CHECKING

import pytest

from conversations.authors import KEY_FILE, author_ids, author_key, thread_id
from conversations.errors import AuthorKeyLost

if TYPE_CHECKING:
    from pathlib import Path


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = author_key(tmp_path, may_make=True)
    assert author_key(tmp_path, may_make=False) == key
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_another_workspace_gives_other_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    keys = [author_key(folder, may_make=True) for folder in (tmp_path, tmp_path / "b")]
    assert len({author_ids(key)("Ada") for key in keys}) == 2


def test_one_name_in_two_spellings_is_one_author() -> None:
    identify = author_ids(b"k" * 32)
    name = "Jiří Řehoř"
    assert identify(unicodedata.normalize("NFD", name)) == identify(unicodedata.normalize("NFC", name))
    assert len({identify(each) for each in ("Ada", "ada", "Ada ", "")}) == 4
    assert uuid.UUID(identify("Ada")).version == 5


def test_an_author_and_a_thread_of_one_name_have_nothing_in_common() -> None:
    assert author_ids(b"k" * 32)("Ada") != thread_id(b"k" * 32, "Ada")


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "é"])
def test_a_damaged_key_is_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content, "utf-8")
    with pytest.raises(AuthorKeyLost):
        author_key(tmp_path, may_make=True)
    assert (tmp_path / KEY_FILE).read_text("utf-8") == content


def test_a_key_that_messages_depend_on_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(AuthorKeyLost):
        author_key(tmp_path, may_make=False)
