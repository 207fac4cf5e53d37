"""The least that a server in Python can do, run as `python serve_texts.py DATABASE SOCKET`.

A thread for each connection runs the text of each Query with DuckDB and answers with the values as text. It knows no
user, no state, no error, no limit and no other message.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading

import duckdb

READY = b"Z\0\0\0\5I"
LENGTH = struct.Struct("!i")
TEXT = struct.pack("!ihihih", 0, 0, 25, -1, -1, 0)
"""What RowDescription says of a column of text behind its name."""


def framed(kind: bytes, body: bytes) -> bytes:
    """A message of the backend's."""
    return kind + LENGTH.pack(len(body) + 4) + body


def answered(cursor: duckdb.DuckDBPyConnection, sql: str) -> bytes:
    """Run one text; all messages of its answer."""
    rows = cursor.execute(sql).fetchall()
    names = [column[0].encode() + b"\0" + TEXT for column in cursor.description or ()]
    pieces = [framed(b"T", struct.pack("!h", len(names)) + b"".join(names))]
    for row in rows:
        cells = [LENGTH.pack(-1) if cell is None else _cell(str(cell).encode()) for cell in row]
        pieces.append(framed(b"D", struct.pack("!h", len(cells)) + b"".join(cells)))
    return b"".join([*pieces, framed(b"C", b"SELECT %d\0" % len(rows)), READY])


def _cell(text: bytes) -> bytes:
    return LENGTH.pack(len(text)) + text


def converse(client: socket.socket, cursor: duckdb.DuckDBPyConnection) -> None:
    """Greet a client and answer its queries until it leaves."""
    client.recv(1 << 16)
    client.sendall(framed(b"R", LENGTH.pack(0)) + READY)
    while (asked := client.recv(1 << 16))[:1] == b"Q":
        client.sendall(answered(cursor, asked[5:-1].decode()))


def main() -> None:
    """Serve until killed; says a line when the socket is there."""
    database, path = sys.argv[1:]
    connection = duckdb.connect(database)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        print("ready", flush=True)
        while True:
            client = listener.accept()[0]
            threading.Thread(target=converse, args=(client, connection.cursor()), daemon=True).start()


if __name__ == "__main__":
    main()
