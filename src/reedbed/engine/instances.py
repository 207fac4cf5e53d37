"""The databases that this process has open: one DuckDB instance and one ownership per file, shared by its handles.

Two handles on one file in one process must share an instance, since DuckDB admits one; a process-wide registry
counts them. An instance that DuckDB gave up (a full disk can do that) is closed at once and opened again at the
next use, while ownership of the file is kept.
"""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from reedbed import errors
from reedbed.engine.cursors import Cursor, Relations
from reedbed.engine.extensions import load_extension
from reedbed.engine.failures import translate, translate_opening, translated
from reedbed.engine.indexes import are_given_back, makes_indexes, refuse_checkpoints
from reedbed.engine.ownership import Ownership, ReadShare
from reedbed.engine.replaying import is_unreplayed, log_of, mend_indexes, needs_owner, not_replayed, replay
from reedbed.engine.secrets import create_secrets
from reedbed.engine.walls import shut_in
from reedbed.engine.writers import WriterQueue
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reedbed.engine.options import EngineOptions

_registry: dict[Path, Instance] = {}
_registry_lock = threading.RLock()

# DuckDB counts the progress of a query only for a bar, which we draw ourselves; a cursor inherits neither setting.
_COUNT_PROGRESS = "SET enable_progress_bar = true; SET enable_progress_bar_print = false"


class Instance:
    """One open DuckDB database with everything that its handles share."""

    def __init__(self, path: Path | None, *, read_only: bool, options: EngineOptions) -> None:
        self.path = path
        self.read_only = read_only
        self.options = options
        self.writer = WriterQueue()
        self.handles = 0
        self.guard: Ownership | ReadShare | None = None
        self.generation = 0
        self.federated: Relations | None = None
        self._pid = os.getpid()
        self._opening = threading.RLock()
        self._root: duckdb.DuckDBPyConnection | None = None
        self._cursors: weakref.WeakSet[Cursor] = weakref.WeakSet()

    def open(self) -> None:
        """Open the file, or raise our error for why it cannot be opened."""
        target = ":memory:" if self.path is None else str(self.path)
        try:
            root = self._connected(target)
            # Needs the time zone data, so it cannot stand in the configuration; cursors inherit a global setting only.
            root.execute("SET GLOBAL TimeZone = 'UTC'")
        except duckdb.Error as error:
            raise translate_opening(error, self.path) if self.path else translate(error) from error
        try:
            self._create_secrets(root)
            if self.options.shut_in is not None:
                shut_in(root, self.options.shut_in)
        except BaseException:
            root.close()
            raise
        self._root = root

    def _connected(self, target: str) -> duckdb.DuckDBPyConnection:
        spoiled = self.path is not None and not self.read_only and makes_indexes(log_of(self.path))
        try:
            root = duckdb.connect(target, read_only=self.read_only, config=self.options.config())
        except duckdb.Error as error:
            if self.path is not None and self.read_only and needs_owner(error):
                raise not_replayed(self.path) from error
            if self.path is None or self.read_only or not is_unreplayed(error):
                raise
            replay(self.path, self.options.config(), spoiled=spoiled)
            root, spoiled = duckdb.connect(target, config=self.options.config()), False
        if not self.read_only:
            mend_indexes(root, spoiled=spoiled)
        return root

    def checkpoint(self) -> None:
        """Bring what the log holds into the file, of an instance that was just opened."""
        assert self._root is not None  # noqa: S101 - it was opened
        with translated():
            self._root.execute("CHECKPOINT")

    def _create_secrets(self, root: duckdb.DuckDBPyConnection) -> None:
        if self.options.secrets:
            with translated():
                load_extension(root, "httpfs", user_directory=self.options.extension_directory)
                create_secrets(root, self.options.secrets)

    def cursor(self) -> Cursor:
        """A new cursor; opens the database again when DuckDB gave it up before."""
        self.refuse_forked_child()
        with self._opening:
            if self._root is None:
                if self.handles == 0:
                    raise errors.StoreClosed("This store is closed.", hint="open_store(…)")
                if self.path is None:
                    raise errors.EngineFailed("DuckDB gave up this in-memory database; its content is lost.")
                self.open()
            assert self._root is not None  # noqa: S101 - opened above
            generation = self.generation
            raw = self._root.cursor()
            raw.execute(_COUNT_PROGRESS)
            made = Cursor(raw, on_lost=lambda: self._give_up(generation))
            if self.federated is not None:
                made.federated = self.federated
                self.federated.met(made)
            self._cursors.add(made)
            return made

    def plug_in(self, relations: Relations) -> None:
        """Let the statements of all cursors, those that are there too, go by way of `relations`."""
        with self._opening:
            self.federated = relations
            for cursor in list(self._cursors):
                cursor.federated = relations

    def shut_in(self, places: tuple[Path | str, ...]) -> None:
        """Put walls around the database, those that it is opened with again after it was lost too."""
        with self._opening:
            self.options = replace(self.options, shut_in=places)
            if self._root is not None:
                shut_in(self._root, places)

    def refuse_forked_child(self) -> None:
        """Raise in a process that inherited this instance: both would share the file without a lock."""
        if os.getpid() != self._pid:
            raise errors.StoreForked(
                "This store was opened by the parent process; after a fork DuckDB cannot be used.",
                hint="multiprocessing.get_context('spawn')",
                opened_by=self._pid,
            )

    def _give_up(self, generation: int) -> None:
        """Close every connection of a database that DuckDB invalidated, once, so that it can be opened again."""
        with self._opening:
            if generation == self.generation:
                self.generation += 1
                self._close_connections()

    def interrupt(self, thread: int | None = None) -> None:
        """Stop whatever runs on any cursor, or what runs there for one thread."""
        for cursor in list(self._cursors):
            if cursor.running and thread in (None, cursor.thread):
                cursor.interrupt()

    def progress(self) -> float | None:
        """Percent of the query that is furthest, or None when nothing runs."""
        known = [percent for cursor in list(self._cursors) if (percent := cursor.progress()) is not None]
        return max(known, default=None)

    def close(self) -> None:
        """Close the database and leave the file to others. A forked child must not touch either."""
        if os.getpid() == self._pid:
            with self._opening:
                self._close_connections()
            if self.guard is not None:
                self.guard.release()

    def abandon(self) -> None:
        """The process ends while this is open: no checkpoint may find what undoing a transaction has spoiled."""
        if self._root is not None and self._undoes():
            with suppress(duckdb.Error):
                refuse_checkpoints(self._root)

    def _undoes(self) -> bool:
        """Whether an end now would undo what a transaction did."""
        return any(cursor.in_transaction for cursor in list(self._cursors))

    def _close_connections(self) -> None:
        undoes = self._undoes()
        for cursor in list(self._cursors):
            cursor.close()
        root, self._root = self._root, None
        if root is None:
            return
        if undoes:
            # A database that DuckDB has given up says no, and writes no checkpoint either.
            with suppress(duckdb.Error):
                are_given_back(root)
        root.close()


def acquire(
    path: Path | None, *, read_only: bool, options: EngineOptions, role: str, lock_timeout_seconds: float
) -> Instance:
    """The instance of this file in this process, opened and owned at the first call for it."""
    if path is None:
        instance = Instance(None, read_only=False, options=options)
        instance.open()
        instance.handles = 1
        return instance
    with _registry_lock:
        shared = _registry.get(path)
        if shared is not None and shared.handles:
            return _shared(shared, read_only=read_only)
        instance = Instance(path, read_only=read_only, options=options)
        try:
            _open(instance, path, role, lock_timeout_seconds)
        except errors.LogNotReplayed as error:
            _replay_for_reader(path, options, role, error)
            _open(instance, path, role, lock_timeout_seconds)
        instance.handles = 1
        _registry[path] = instance
        return instance


def _open(instance: Instance, path: Path, role: str, timeout_seconds: float) -> None:
    instance.guard = _guard(path, read_only=instance.read_only, role=role, timeout_seconds=timeout_seconds)
    try:
        instance.open()
    except BaseException:
        instance.guard.release()
        raise


def _replay_for_reader(path: Path, options: EngineOptions, role: str, error: errors.LogNotReplayed) -> None:
    """Bring the log of a killed owner into its file, as the owner of the moment; raises `error` where that cannot be.

    What the file says is the same before and after: it is what every owner does first.
    """
    try:
        owner = Ownership.acquire(path, role=role, timeout_seconds=0, versions=_versions())
    except errors.StoreLocked:
        # Somebody owns it by now, and has done it.
        return
    except (errors.StoreBeingRead, errors.DatabaseUnreadable) as refusal:
        raise error from refusal
    instance = Instance(path, read_only=False, options=options)
    instance.guard = owner
    try:
        instance.open()
        instance.checkpoint()
    except (errors.DatabaseUnreadable, errors.FileAccessFailed) as refusal:
        raise error from refusal
    finally:
        instance.close()


def _shared(instance: Instance, *, read_only: bool) -> Instance:
    if instance.read_only and not read_only:
        raise errors.StoreBeingRead(
            f"This very process has {instance.path} open read-only, and so cannot write it.",
            hint="close the read-only store first",
            path=str(instance.path),
        )
    instance.handles += 1
    return instance


def _guard(path: Path, *, read_only: bool, role: str, timeout_seconds: float) -> Ownership | ReadShare:
    if read_only:
        if not path.exists():
            raise errors.DatabaseMissing(f"{path} does not exist.", hint=f"ls -l {path.parent}", path=str(path))
        return ReadShare.acquire(path, role=role, timeout_seconds=timeout_seconds)
    return Ownership.acquire(path, role=role, timeout_seconds=timeout_seconds, versions=_versions())


def _versions() -> Mapping[str, str]:
    return {"reedbed": __version__, "duckdb": duckdb.__version__}


@atexit.register
def _abandon() -> None:
    for instance in list(_registry.values()):
        instance.abandon()


def is_open(path: Path) -> bool:
    """Whether this process has the file open, so that a further handle shares what is there."""
    with _registry_lock:
        instance = _registry.get(path)
        return instance is not None and instance.handles > 0


def release(instance: Instance) -> None:
    """Give one handle back; the last one closes the database."""
    with _registry_lock:
        instance.handles = max(0, instance.handles - 1)
        if instance.handles == 0:
            if instance.path is not None and _registry.get(instance.path) is instance:
                del _registry[instance.path]
            instance.close()
