"""Which requests follow from an answer."""

from __future__ import annotations

from itertools import islice

import pytest

from reedbed.errors import PagingEndless
from reedbed.ingest.page_facts import PageFacts
from reedbed.ingest.paging import AfterLast, NextCursor, NextLink, Offset, PageNumber, SinglePage
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
        following = list(self.paging.following(first, PageFacts(rows=5, url=URL, stated={"pages.last": "4"})))
        assert [dict(each.params)["page"] for each in following] == ["2", "3", "4"]
        assert [each.page for each in following] == [1, 2, 3]

    def test_pages_that_came_up_meanwhile_are_asked_for_once(self) -> None:
        first = self.paging.first(Request(url=URL))
        (second,) = self.paging.following(first, PageFacts(rows=5, url=URL, stated={"pages.last": 2}))
        grown = PageFacts(rows=5, url=URL, stated={"pages.last": 4}, known_pages=2)
        assert [each.page for each in self.paging.following(second, grown)] == [2, 3]
        same = PageFacts(rows=5, url=URL, stated={"pages.last": 2}, known_pages=2)
        assert list(self.paging.following(second, same)) == []

    def test_a_last_page_that_no_memory_would_hold_costs_nothing_before_it_is_asked_for(self) -> None:
        first = self.paging.first(Request(url=URL))
        following = self.paging.following(first, PageFacts(rows=5, url=URL, stated={"pages.last": 10**12}))
        assert [each.page for each in islice(following, 3)] == [1, 2, 3]

    @pytest.mark.parametrize("stated", [None, "", "many", True, 2.5, "9" * 5_000])
    def test_without_a_last_page_one_follows_another_until_one_is_empty(self, stated: object) -> None:
        first = self.paging.first(Request(url=URL))
        (second,) = self.paging.following(first, PageFacts(rows=3, url=URL, stated={"pages.last": stated}))
        assert dict(second.params)["page"] == "2"
        assert self.paging.following(second, PageFacts(rows=0, url=URL, known_pages=2)) == ()

    def test_a_number_in_the_body_leaves_the_url_alone(self) -> None:
        paging = PageNumber(in_body=True)
        first = paging.first(Request(url=URL, method="POST", body={"query": "x"}))
        assert first.body == {"query": "x", "page": 1}
        assert first.target == URL

    def test_a_name_with_dots_leads_into_the_body(self) -> None:
        paging = PageNumber(parameter="variables.page", in_body=True)
        body = {"query": "x", "variables": {"of": "y"}}
        first = paging.first(Request(url=URL, method="POST", body=body))
        assert first.body == {"query": "x", "variables": {"of": "y", "page": 1}}
        assert body == {"query": "x", "variables": {"of": "y"}}


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

    @pytest.mark.parametrize("more", [False, "false", None])
    def test_a_token_leads_nowhere_where_the_answer_says_so(self, more: object) -> None:
        paging = NextCursor(path="end", parameter="after", more="more")
        (second,) = paging.following(Request(url=URL), PageFacts(rows=1, url=URL, stated={"end": "a", "more": "true"}))
        assert second.target == f"{URL}&after=a"
        assert paging.following(second, PageFacts(rows=1, url=URL, stated={"end": "b", "more": more})) == ()

    def test_the_last_record_asks_for_the_page_behind_it(self) -> None:
        paging = AfterLast(path="id", parameter="starting_after", more="has_more", size_parameter="limit", size=3)
        facts = PageFacts(rows=3, url=URL, stated={"has_more": "true"}, last="ch_3")
        (second,) = paging.following(paging.first(Request(url=URL)), facts)
        assert second.target == f"{URL}&limit=3&starting_after=ch_3"
        assert paging.following(second, PageFacts(rows=3, url=URL, stated={"has_more": "false"}, last="ch_6")) == ()
        assert paging.following(second, PageFacts(rows=0, url=URL, stated={"has_more": "true"})) == ()

    @pytest.mark.parametrize(
        "link",
        [
            "file:///etc/passwd",
            "javascript:x",
            "ftp://host/x",
            "http://[::1",
            "https://",
            "http://x..y/",
            "http://x/\ud800",
        ],
    )
    def test_a_link_that_is_no_url_of_http_is_refused(self, link: str) -> None:
        facts = PageFacts(rows=1, url=URL, stated={"next": link})
        with pytest.raises(PagingEndless, match="no URL of HTTP"):
            NextLink(path="next").following(Request(url=URL), facts)

    @pytest.mark.parametrize("link", [None, "", "  ", "null", "false", False])
    def test_no_link_is_the_end(self, link: object) -> None:
        facts = PageFacts(rows=1, url=URL, stated={"next": link})
        assert NextLink(path="next").following(Request(url=URL), facts) == ()

    def test_a_relative_link_counts_from_the_page_that_holds_it(self) -> None:
        paging = NextLink(path="next")
        facts = PageFacts(rows=1, url="http://api.example/v2/things?x=1", stated={"next": "?page=2"})
        assert paging.following(Request(url=URL), facts)[0].target == "http://api.example/v2/things?page=2"

    def test_without_a_path_the_link_header_tells(self) -> None:
        facts = PageFacts(rows=1, url=URL, links={"next": "http://api.example/2", "prev": "http://api.example/0"})
        assert NextLink().following(Request(url=URL), facts)[0].target == "http://api.example/2"
        assert NextLink().following(Request(url=URL), PageFacts(rows=1, url=URL)) == ()
