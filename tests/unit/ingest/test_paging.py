"""Which requests follow from an answer."""

from __future__ import annotations

import pytest

from reedbed.ingest.paging import NextCursor, NextLink, Offset, PageFacts, PageNumber, SinglePage
from reedbed.ingest.requests import Request

URL = "http://api.example/things?size=5"


def test_a_single_page_is_followed_by_none() -> None:
    request = Request(url=URL)
    assert SinglePage().first(request) == request
    assert SinglePage().following(request, PageFacts(rows=9, url=URL)) == ()


class TestPageNumbers:
    paging = PageNumber(last="pages.last", size_parameter="size", size=100)

    def test_the_first_page_has_its_number_and_the_size_once(self) -> None:
        assert self.paging.first(Request(url=URL)).target == "http://api.example/things?size=100&page=1"

    def test_a_stated_last_page_lets_all_others_be_asked_for_at_once(self) -> None:
        first = self.paging.first(Request(url=URL))
        following = self.paging.following(first, PageFacts(rows=5, url=URL, stated={"pages.last": "4"}))
        assert [dict(each.params)["page"] for each in following] == ["2", "3", "4"]
        assert [each.page for each in following] == [1, 2, 3]

    def test_pages_that_came_up_meanwhile_are_asked_for_once(self) -> None:
        second = self.paging.following(
            self.paging.first(Request(url=URL)), PageFacts(rows=5, url=URL, stated={"pages.last": 2})
        )[0]
        grown = PageFacts(rows=5, url=URL, stated={"pages.last": 4}, known_pages=2)
        assert [each.page for each in self.paging.following(second, grown)] == [2, 3]
        assert self.paging.following(second, PageFacts(rows=5, url=URL, stated={"pages.last": 2}, known_pages=2)) == ()

    @pytest.mark.parametrize("stated", [None, "", "many", True, 2.5])
    def test_without_a_last_page_one_follows_another_until_one_is_empty(self, stated: object) -> None:
        first = self.paging.first(Request(url=URL))
        (second,) = self.paging.following(first, PageFacts(rows=3, url=URL, stated={"pages.last": stated}))
        assert dict(second.params)["page"] == "2"
        assert self.paging.following(second, PageFacts(rows=0, url=URL, known_pages=2)) == ()

    def test_a_number_in_the_body_leaves_the_url_alone(self) -> None:
        paging = PageNumber(in_body=True)
        first = paging.first(Request(url=URL, method="POST", body={"query": "x"}))
        assert first.body == {"query": "x", "page": "1"}
        assert first.target == URL


class TestOffsets:
    def test_the_step_is_what_the_server_gave_and_not_what_was_asked_for(self) -> None:
        paging = Offset(size=1_000, total="total")
        first = paging.first(Request(url="http://api.example/things"))
        assert first.target == "http://api.example/things?limit=1000&offset=0"
        following = paging.following(first, PageFacts(rows=100, url=URL, stated={"total": 250}))
        assert [dict(each.params)["offset"] for each in following] == ["100", "200"]

    def test_a_short_page_is_followed_by_what_it_left_out(self) -> None:
        paging = Offset(total="total")
        (second,) = paging.following(paging.first(Request(url=URL)), PageFacts(rows=5, url=URL, stated={"total": 10}))
        facts = PageFacts(rows=3, url=URL, stated={"total": 10}, known_pages=2)
        assert [dict(each.params)["offset"] for each in paging.following(second, facts)] == ["8"]

    def test_without_a_total_pages_are_asked_for_until_one_is_empty(self) -> None:
        paging = Offset()
        first = paging.first(Request(url=URL))
        (second,) = paging.following(first, PageFacts(rows=7, url=URL))
        assert dict(second.params)["offset"] == "7"
        assert paging.following(second, PageFacts(rows=0, url=URL, known_pages=2)) == ()


class TestTokensAndLinks:
    @pytest.mark.parametrize("last", [None, "", False])
    def test_a_token_asks_for_the_next_page_until_there_is_none(self, last: object) -> None:
        paging = NextCursor(path="meta.next", parameter="after")
        first = paging.first(Request(url=URL))
        (second,) = paging.following(first, PageFacts(rows=1, url=URL, stated={"meta.next": 17}))
        assert second.target == f"{URL}&after=17"
        assert second.page == 1
        assert paging.following(second, PageFacts(rows=1, url=URL, stated={"meta.next": last})) == ()

    def test_a_relative_link_counts_from_the_page_that_holds_it(self) -> None:
        paging = NextLink(path="next")
        facts = PageFacts(rows=1, url="http://api.example/v2/things?x=1", stated={"next": "?page=2"})
        assert paging.following(Request(url=URL), facts)[0].target == "http://api.example/v2/things?page=2"

    def test_without_a_path_the_link_header_tells(self) -> None:
        facts = PageFacts(rows=1, url=URL, links={"next": "http://api.example/2", "prev": "http://api.example/0"})
        assert NextLink().following(Request(url=URL), facts)[0].target == "http://api.example/2"
        assert NextLink().following(Request(url=URL), PageFacts(rows=1, url=URL)) == ()
