"""The registry: names, inputs, options, and what it refuses."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from reedbed.errors import UsageError, ViewCodeInvalid, ViewExists, ViewNotFound
from reedbed.sql import TableName
from reedbed.store.views.registry import View, ViewRegistry

HURTFUL = ['weird "name"', "😀", "../x", "x; drop table y", "a" * 106]


def chunks(messages: object) -> object:
    return messages


def test_inputs_default_to_the_parameters_of_the_function() -> None:
    views = ViewRegistry()

    @views.register("joined")
    def joined(messages: object, authors: object, limit: int = 3) -> object:
        return messages, authors, limit

    assert views.get("joined").inputs == (TableName(name="messages"), TableName(name="authors"))
    assert joined(1, 2) == (1, 2, 3)


def test_the_name_defaults_to_that_of_the_function() -> None:
    views = ViewRegistry()
    views.register()(chunks)
    assert views.list_views() == ["chunks"]


def test_views_are_listed_in_the_order_of_registration() -> None:
    views = ViewRegistry()
    for name in ["z", "a", "m"]:
        views.register(name)(chunks)
    assert views.list_views() == ["z", "a", "m"]
    assert [view.name for view in views] == ["z", "a", "m"]


def test_options_are_kept() -> None:
    views = ViewRegistry()
    views.register("chunks", time_column="ts", lookback="2 days", checkpoint=False, key="id")(chunks)
    view = views.get("chunks")
    assert (view.time_column, view.lookback, view.checkpoint, view.key) == ("ts", timedelta(days=2), False, ("id",))
    assert view.origin.startswith(__file__)


def test_a_name_that_is_taken_is_refused_with_both_places() -> None:
    views = ViewRegistry()
    views.register("chunks")(chunks)
    with pytest.raises(ViewExists, match=r"'chunks' is registered already .*test_registry") as caught:
        views.register_sql("chunks", "SELECT 1", origin="views/chunks.sql")
    assert "views/chunks.sql" in str(caught.value)
    assert len(views) == 1


def test_names_match_as_duckdb_matches_them() -> None:
    views = ViewRegistry()
    views.register("Chunks")(chunks)
    with pytest.raises(ViewExists):
        views.register("chunks")(chunks)
    assert views.get("CHUNKS").name == "Chunks"
    views.register("É")(chunks)
    views.register("é")(chunks)


def test_an_unknown_name_is_a_key_error_with_the_nearest_names() -> None:
    views = ViewRegistry()
    views.register("chunks")(chunks)
    with pytest.raises(KeyError, match="Did you mean 'chunks'") as caught:
        views.get("chunk")
    assert isinstance(caught.value, ViewNotFound)
    with pytest.raises(ViewNotFound):
        views.unregister("chunk")


def test_unregister_and_clear_forget_views() -> None:
    views = ViewRegistry()
    for name in ["a", "b"]:
        views.register(name)(chunks)
    assert views.unregister("a").name == "a"
    assert not views.has("a")
    assert "b" in views
    views.clear()
    assert views.list_views() == []


@pytest.mark.parametrize("name", HURTFUL)
def test_any_text_is_a_name(name: str) -> None:
    views = ViewRegistry()
    views.register(name, inputs=[name + "_input"])(chunks)
    assert views.get(name).inputs == (TableName(name=name + "_input"),)


def test_a_function_that_does_not_take_its_inputs_is_refused() -> None:
    with pytest.raises(UsageError, match="has 2 inputs"):
        ViewRegistry().register("chunks", inputs=["a", "b"])(chunks)


def test_a_variadic_function_needs_declared_inputs() -> None:
    views = ViewRegistry()

    def union(*tables: object) -> object:
        return tables

    with pytest.raises(UsageError, match=r"\*tables"):
        views.register("all")(union)
    views.register("all", inputs=["a", "b"])(union)
    assert len(views.get("all").inputs) == 2


def test_one_string_as_inputs_is_refused() -> None:
    with pytest.raises(UsageError, match="must be a list"):
        ViewRegistry().register("chunks", inputs="messages")(chunks)


def test_the_decorator_without_a_call_is_refused() -> None:
    with pytest.raises(UsageError, match="name"):
        ViewRegistry().register(chunks)  # type: ignore[arg-type]  # that is the slip


def test_a_lookback_without_a_time_column_is_refused() -> None:
    with pytest.raises(UsageError, match="time_column"):
        ViewRegistry().register("chunks", lookback="1 h")(chunks)


def test_a_view_has_a_builder_or_sql_and_not_both() -> None:
    with pytest.raises(UsageError):
        View(name="x", inputs=())


def test_sql_views_know_their_inputs() -> None:
    views = ViewRegistry()
    views.register_sql("daily", "SELECT * FROM hourly JOIN lake.days USING (day)")
    assert views.get("daily").inputs == (TableName(name="hourly"), TableName(schema="lake", name="days"))


def test_declared_inputs_of_an_sql_view_are_taken_as_they_are() -> None:
    views = ViewRegistry()
    views.register_sql("daily", "FROM read_csv('x.csv')", inputs=["hourly"])
    assert views.get("daily").inputs == (TableName(name="hourly"),)


def test_sql_that_does_not_parse_names_the_line() -> None:
    with pytest.raises(ViewCodeInvalid, match="line 2"):
        ViewRegistry().register_sql("daily", "SELECT *\nFROM (", origin="daily.sql")


def test_eight_threads_register_without_losing_one() -> None:
    views = ViewRegistry()

    def register(worker: int) -> None:
        for number in range(50):
            views.register(f"{worker}/{number}")(chunks)

    threads = [threading.Thread(target=register, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(views) == 400
