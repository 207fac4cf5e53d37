"""For each subject and mode a database on PostgreSQL and a door of its own, so that cases may leave things behind."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.doors import open_door

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.integration.differential.cases import Mode, Subject
    from tests.integration.postgres_server import PostgresServer


@pytest.fixture(scope="module")
def postgresql(postgres_server: PostgresServer) -> Callable[[Subject, Mode], str]:
    """The URL of a subject's database on PostgreSQL."""
    urls: dict[tuple[str, Mode], str] = {}

    def url(subject: Subject, mode: Mode) -> str:
        if (subject.name, mode) not in urls:
            name = f"{subject.name}_{mode}"
            with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
                # By WAL, which is the default, it takes five times as long.
                connection.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY".encode())
            urls[subject.name, mode] = postgres_server.url(name)
            prepare(urls[subject.name, mode], subject)
        return urls[subject.name, mode]

    return url


@pytest.fixture(scope="module")
def door() -> Iterator[Callable[[Subject, Mode], str]]:
    """The URL of a subject's door; one is open at a time, since the cases of a subject follow each other."""
    with ExitStack() as stack:
        present: dict[tuple[str, Mode], str] = {}

        def url(subject: Subject, mode: Mode) -> str:
            if (subject.name, mode) not in present:
                stack.pop_all().close()
                present.clear()
                present[subject.name, mode] = stack.enter_context(open_door()).url
                prepare(present[subject.name, mode], subject)
            return present[subject.name, mode]

        yield url


def prepare(url: str, subject: Subject) -> None:
    """Make what the cases look at."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in subject.setup:
            connection.execute(statement.encode())
