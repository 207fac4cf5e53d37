from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor


class Base(DeclarativeBase):
    """The mapped classes of this module."""


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(50))
    born: Mapped[dt.date | None]
    books: Mapped[list[Book]] = relationship(back_populates="author", order_by="Book.title")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    price: Mapped[decimal.Decimal] = mapped_column(sa.Numeric(8, 2))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="books")


@pytest.fixture(scope="module", params=["psycopg", "psycopg2"])
def engine(request: pytest.FixtureRequest, door: OpenDoor) -> Iterator[sa.Engine]:
    made = sa.create_engine(door.url.replace("postgresql", f"postgresql+{request.param}", 1))
    yield made
    made.dispose()


def test_tables_views_and_schemas_are_listed(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    assert {"airlines", "airports", "flights", "weather"} <= set(inspector.get_table_names())
    assert "delayed_flights" in inspector.get_view_names()
    assert "archive" in inspector.get_schema_names()
    assert "booking_numbers" in inspector.get_sequence_names()
    assert inspector.get_table_names(schema="archive") == ["flights_2013"]


def test_columns_have_types_defaults_and_comments(engine: sa.Engine) -> None:
    columns = {column["name"]: column for column in sa.inspect(engine).get_columns("flights")}
    assert isinstance(columns["id"]["type"], sa.BigInteger)
    assert isinstance(columns["departs"]["type"], sa.DateTime)
    assert columns["departs"]["type"].timezone
    fare = columns["fare"]["type"]
    assert isinstance(fare, sa.Numeric)
    assert (fare.precision, fare.scale) == (10, 2)
    assert not columns["carrier"]["nullable"]
    assert columns["fare"]["comment"] == "in euros"


def test_keys_and_indexes_are_reflected(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    assert inspector.get_pk_constraint("weather")["constrained_columns"] == ["station", "hour"]
    targets = {key["referred_table"] for key in inspector.get_foreign_keys("flights")}
    assert targets == {"airlines", "airports"}
    assert "flights_by_day" in {index["name"] for index in inspector.get_indexes("flights")}
    assert [unique["column_names"] for unique in inspector.get_unique_constraints("airports")] == [["name"]]


def test_a_whole_schema_is_reflected_and_queried(engine: sa.Engine) -> None:
    metadata = sa.MetaData()
    metadata.reflect(engine, views=True)
    flights, airlines = metadata.tables["flights"], metadata.tables["airlines"]
    with engine.connect() as connection:
        joined = sa.select(airlines.c.name).join(flights, flights.c.carrier == airlines.c.carrier)
        assert connection.scalars(joined.where(flights.c.fare > decimal.Decimal(100))).all() == ["United Air Lines"]


def test_objects_are_mapped_stored_loaded_changed_and_deleted(engine: sa.Engine) -> None:
    Base.metadata.create_all(engine)
    try:
        with Session(engine) as session:
            author = Author(name="Karel", born=dt.date(1890, 1, 9))
            author.books = [
                Book(title="R.U.R.", price=decimal.Decimal("9.90")),
                Book(title="Krakatit", price=decimal.Decimal(12)),
            ]
            session.add(author)
            session.commit()
            assert author.id is not None
        with Session(engine) as session:
            found = session.scalars(sa.select(Author).where(Author.name == "Karel")).one()
            assert [book.title for book in found.books] == ["Krakatit", "R.U.R."]
            found.name = "Josef"
            session.delete(found.books[0])
            session.commit()
        with Session(engine) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Book)) == 1
            assert session.scalars(sa.select(Author.name)).all() == ["Josef"]
    finally:
        Base.metadata.drop_all(engine)


def test_many_rows_are_inserted_at_once_and_return_their_keys(engine: sa.Engine) -> None:
    metadata = sa.MetaData()
    numbers = sa.Table("numbers", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    metadata.create_all(engine)
    try:
        with engine.begin() as connection:
            keys = connection.execute(
                sa.insert(numbers).returning(numbers.c.id), [{"n": n} for n in range(1500)]
            ).scalars()
            assert len(set(keys)) == 1500
    finally:
        metadata.drop_all(engine)


def test_a_level_is_set_and_read(engine: sa.Engine) -> None:
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"
        assert connection.scalar(sa.text("SELECT 1")) == 1


def test_a_failed_transaction_is_rolled_back_and_the_connection_used_again(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(sa.exc.ProgrammingError):
            connection.execute(sa.text("SELECT nothing"))
        connection.rollback()
        assert connection.scalar(sa.text("SELECT 1")) == 1
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO airlines VALUES ('UA', 'again')"))


def test_results_are_streamed(engine: sa.Engine) -> None:
    with engine.connect().execution_options(stream_results=True, max_row_buffer=500) as connection:
        rows = connection.execute(sa.text("SELECT n FROM generate_series(1, 4000) AS s(n)"))
        assert sum(row.n for row in rows) == 8_002_000
