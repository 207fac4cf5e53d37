"""The views that an application has registered: builders in Python and SELECT statements, by name.

A registry only remembers: what would run is decided in `plan`, what runs is done in `build`. Nothing here
loads Ibis, so that listing and planning views stays cheap.
"""

from __future__ import annotations

import inspect
import linecache
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from reedbed.errors import UsageError, ViewExists, ViewNotFound
from reedbed.sql import TableName
from reedbed.store.views.lookback import lookback_of
from reedbed.store.views.relations import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import ibis

    ViewBuilder: TypeAlias = Callable[..., ibis.Table]
    Builder = TypeVar("Builder", bound=ViewBuilder)


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One registered view: either a builder, called with one Ibis table per input, or an SQL SELECT.

    `time_column` makes it incremental: only rows at or after (the highest input time of the last build minus
    `lookback`) are computed again. A view can be incremental when each of its rows depends on input rows of
    the same or a later time only: filters, joins to small tables, and sums over hours or days are; running
    numbers are not. `key` are columns that must tell its rows apart; a build with repeats or NULLs in them fails.
    """

    name: str
    inputs: tuple[TableName, ...]
    builder: ViewBuilder | None = None
    sql: str | None = None
    time_column: str | None = None
    lookback: timedelta = field(default_factory=timedelta)
    checkpoint: bool = True
    key: tuple[str, ...] = ()
    origin: str = ""

    def __post_init__(self) -> None:
        TableName(name=self.name)
        if (self.builder is None) == (self.sql is None):
            raise UsageError(f"View {self.name!r} needs a builder or an SQL text, and not both.", view=self.name)
        if self.lookback and self.time_column is None:
            raise UsageError(
                f"View {self.name!r} has a lookback but no time_column to look back along.", view=self.name
            )

    @property
    def table(self) -> TableName:
        """The table that the view is built into."""
        return TableName(name=self.name)

    @property
    def kind(self) -> str:
        """`sql` or `python`."""
        return "sql" if self.sql is not None else "python"


class ViewRegistry:
    """Views by name, in the order in which they were registered; safe to use from several threads."""

    def __init__(self) -> None:
        self._views: dict[str, View] = {}
        self._lock = threading.RLock()

    def register(
        self,
        name: str | None = None,
        *,
        inputs: Iterable[str | TableName] | None = None,
        time_column: str | None = None,
        lookback: timedelta | str | None = None,
        checkpoint: bool = True,
        key: str | Iterable[str] = (),
    ) -> Callable[[Builder], Builder]:
        """Register the decorated function as a view; it stays an ordinary function.

        The name defaults to the function's, `inputs` to its parameters. Raises `ViewExists` for a name that
        is taken, `UsageError` when the function cannot be called with that many tables.
        """
        if callable(name):
            raise UsageError("register is called with the view's name.", hint='@views.register("name")')

        def keep(builder: Builder) -> Builder:
            title = name if name is not None else builder.__name__
            names = _parameters(title, builder) if inputs is None else input_names(title, inputs)
            _check_call(title, builder, len(names))
            self.add(
                View(
                    name=title,
                    inputs=names,
                    builder=builder,
                    time_column=time_column,
                    lookback=lookback_of(lookback),
                    checkpoint=checkpoint,
                    key=columns_of(key),
                    origin=_origin(builder),
                )
            )
            return builder

        return keep

    def register_sql(
        self,
        name: str,
        sql: str,
        *,
        inputs: Iterable[str | TableName] | None = None,
        time_column: str | None = None,
        lookback: timedelta | str | None = None,
        checkpoint: bool = True,
        key: str | Iterable[str] = (),
        origin: str = "",
    ) -> None:
        """Register a SELECT as a view; its inputs are found in the text unless they are given.

        Raises `ViewCodeInvalid` when the text is not one SELECT, `ViewExists` for a name that is taken.
        """
        # sqlglot takes 0.1 s to load, which applications without SQL views should not pay.
        from reedbed.store.views.inputs import sql_inputs  # noqa: PLC0415 - see above

        found = sql_inputs(sql, where=origin or f"view {name!r}") if inputs is None else input_names(name, inputs)
        self.add(
            View(
                name=name,
                inputs=found,
                sql=sql,
                time_column=time_column,
                lookback=lookback_of(lookback),
                checkpoint=checkpoint,
                key=columns_of(key),
                origin=origin,
            )
        )

    def add(self, view: View) -> None:
        """Register a view that exists as a value. Raises `ViewExists` for a name that is taken."""
        with self._lock:
            first = self._views.get(folded(view.name))
            if first is not None:
                places = " and ".join(place for place in (first.origin, view.origin) if place)
                raise ViewExists(
                    f"A view {first.name!r} is registered already" + (f" ({places})." if places else "."),
                    hint=f"views.unregister({first.name!r})",
                    name=view.name,
                    origins=[first.origin, view.origin],
                )
            self._views[folded(view.name)] = view

    def include(self, other: ViewRegistry) -> None:
        """Register every view of `other` here too. Raises `ViewExists` for a name that is taken."""
        for view in other:
            self.add(view)

    def get(self, name: str) -> View:
        """The view of this name. Raises `ViewNotFound`, which is a `KeyError`."""
        with self._lock:
            found = self._views.get(folded(name))
            if found is None:
                raise ViewNotFound(name, self.list_views())
            return found

    def has(self, name: str) -> bool:
        """Whether a view of this name is registered."""
        return folded(name) in self._views

    def list_views(self) -> list[str]:
        """The names in the order in which they were registered."""
        return [view.name for view in self]

    def unregister(self, name: str) -> View:
        """Forget one view and return it; its table stays. Raises `ViewNotFound`."""
        with self._lock:
            found = self.get(name)
            del self._views[folded(name)]
            return found

    def clear(self) -> None:
        """Forget all views; their tables stay."""
        with self._lock:
            self._views.clear()

    def __iter__(self) -> Iterator[View]:
        with self._lock:
            return iter(tuple(self._views.values()))

    def __len__(self) -> int:
        return len(self._views)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.has(name)

    def __repr__(self) -> str:
        return f"ViewRegistry({', '.join(self.list_views())})"


def input_names(view: str, inputs: Iterable[str | TableName]) -> tuple[TableName, ...]:
    """Declared inputs as table names; one string alone is a slip that would be read as its letters."""
    if isinstance(inputs, str):
        raise UsageError(f"inputs of view {view!r} must be a list.", hint=f"inputs=[{inputs!r}]", view=view)
    return tuple(name if isinstance(name, TableName) else TableName(name=name) for name in inputs)


def columns_of(key: str | Iterable[str]) -> tuple[str, ...]:
    """A key of one column or of several as a tuple."""
    return (key,) if isinstance(key, str) else tuple(key)


def _parameters(view: str, builder: ViewBuilder) -> tuple[TableName, ...]:
    parameters = inspect.signature(builder).parameters.values()
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        raise UsageError(
            f"View {view!r} takes *{_variadic(builder)}, so its inputs must be declared.",
            hint='inputs=["table", …]',
            view=view,
        )
    positional = [each for each in parameters if each.kind in {each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD}]
    return tuple(TableName(name=each.name) for each in positional if each.default is each.empty)


def _variadic(builder: ViewBuilder) -> str:
    parameters = inspect.signature(builder).parameters.values()
    return next(each.name for each in parameters if each.kind is each.VAR_POSITIONAL)


def _check_call(view: str, builder: ViewBuilder, tables: int) -> None:
    try:
        inspect.signature(builder).bind(*range(tables))
    except TypeError as error:
        raise UsageError(
            f"View {view!r} has {tables} inputs, but its function cannot be called with them: {error}.",
            view=view,
            inputs=tables,
        ) from error


def _origin(builder: ViewBuilder) -> str:
    code = getattr(builder, "__code__", None)
    if code is None:
        return ""
    # The text is read while it still is what was imported: its fingerprint must not be that of a later edit.
    linecache.getlines(code.co_filename)
    return f"{code.co_filename}:{code.co_firstlineno}"
