"""A client for fault tests: does what its argument says, reports that it is there, and waits to be killed."""

from __future__ import annotations

import sys
import time

import psycopg


def main(url: str, deed: str) -> None:
    connection = psycopg.connect(url)
    if deed == "transaction":
        connection.execute("INSERT INTO shared VALUES (1)")
        report()
    elif deed == "copy":
        with connection.cursor() as cursor, cursor.copy("COPY shared FROM STDIN") as copy:
            copy.write(b"1\n" * 100_000)
            report()
    elif deed == "result":
        with connection.cursor(name="big") as cursor:
            cursor.execute("SELECT * FROM range(100000000)")
            cursor.fetchmany(10)
            report()
    elif deed == "statement":
        report()
        connection.execute("SELECT count(*) FROM range(100000000) a, range(1000000) b")


def report() -> None:
    sys.stdout.write("there\n")
    sys.stdout.flush()
    if sys.argv[2] != "statement":
        time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
