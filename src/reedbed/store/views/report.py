"""What a build did, view by view, and the events by which it tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from reedbed.errors import ViewFailed
    from reedbed.store.views.builds import Mode

Result = Literal["built", "unchanged", "skipped", "failed"]
EventKind = Literal["started", "finished", "skipped", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewResult:
    """How one view of a plan ended. `rows` are those of its table; `version` is that of its table."""

    name: str
    result: Result
    why: str
    mode: Mode = "full"
    rows: int | None = None
    version: int | None = None
    seconds: float = 0.0
    error: ViewFailed | None = None
    blocked_by: str | None = None

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "view": self.name,
            "result": self.result,
            "why": self.why,
            "mode": self.mode,
            "rows": self.rows,
            "version": self.version,
            "seconds": round(self.seconds, 6),
            "error": self.error.to_dict() if self.error else None,
            "blocked_by": self.blocked_by,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildReport:
    """All views of a plan, in its order, with how they ended."""

    views: tuple[ViewResult, ...]
    seconds: float

    @property
    def built(self) -> tuple[ViewResult, ...]:
        """Views whose table has new rows."""
        return self._of("built")

    @property
    def unchanged(self) -> tuple[ViewResult, ...]:
        """Views that ran, or whose checkpoint was written anew, and whose table kept its rows and its version."""
        return self._of("unchanged")

    @property
    def skipped(self) -> tuple[ViewResult, ...]:
        """Views that did not run: up to date, or in need of one that failed (then `blocked_by` names that one)."""
        return self._of("skipped")

    @property
    def failed(self) -> tuple[ViewResult, ...]:
        """Views that failed; their tables are as they were."""
        return self._of("failed")

    @property
    def ok(self) -> bool:
        """Whether every view is up to date."""
        return not self.failed

    def raise_failures(self) -> None:
        """Raise the first failure, with the others told in its notes; nothing when there is none."""
        errors = [view.error for view in self.failed if view.error is not None]
        for other in errors[1:]:
            errors[0].add_note(f"Failed too: {other.message}")
        if errors:
            raise errors[0]

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        counts = {kind: len(self._of(kind)) for kind in ("built", "unchanged", "skipped", "failed")}
        return {**counts, "seconds": round(self.seconds, 6), "views": [view.to_dict() for view in self.views]}

    def _of(self, result: Result) -> tuple[ViewResult, ...]:
        return tuple(view for view in self.views if view.result == result)


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildEvent:
    """Something happened to a view. `done` views of `total` have ended; `result` is there when this one has."""

    kind: EventKind
    view: str
    why: str
    done: int
    total: int
    result: ViewResult | None = None


class BuildProgress(Protocol):
    """Gets every event in order, in the thread that builds; what it raises ends the build between two views."""

    def __call__(self, event: BuildEvent, /) -> None:
        """Take notice of `event`."""
        ...
