"""What a session keeps of what it found out of statements."""

from __future__ import annotations

from reedbed.pgserver.descriptions import MAX_FOUND, Descriptions


class _Catalog:
    """Something to describe, which counts how often somebody looks."""

    def __init__(self) -> None:
        self.state = 0
        self.looks = 0

    def look(self) -> int:
        self.looks += 1
        return self.looks


def test_an_answer_is_found_once_while_nothing_changes() -> None:
    catalog = _Catalog()
    descriptions = Descriptions(lambda: catalog.state)
    assert [descriptions.kept("one", catalog.look) for _ in range(3)] == [1, 1, 1]
    assert descriptions.kept("two", catalog.look) == 2


def test_a_change_lets_everything_be_found_again() -> None:
    catalog = _Catalog()
    descriptions = Descriptions(lambda: catalog.state)
    descriptions.kept("one", catalog.look)
    catalog.state = 1
    assert descriptions.kept("one", catalog.look) == 2


def test_a_change_during_the_look_makes_the_next_one_look_again() -> None:
    catalog = _Catalog()
    descriptions = Descriptions(lambda: catalog.state)

    def slow() -> int:
        catalog.state = 7
        return catalog.look()

    descriptions.kept("one", slow)
    assert descriptions.kept("one", catalog.look) == 2


def test_an_answer_of_none_is_kept_and_an_error_is_not() -> None:
    descriptions = Descriptions(lambda: 0)
    assert descriptions.kept("nothing", lambda: None) is None
    assert descriptions.kept("nothing", lambda: 5) is None


def test_many_questions_do_not_make_it_grow() -> None:
    catalog = _Catalog()
    descriptions = Descriptions(lambda: catalog.state)
    for number in range(MAX_FOUND + 1):
        descriptions.kept(number, catalog.look)
    assert descriptions.kept(0, catalog.look) == MAX_FOUND + 2
