"""The owner as one conversation: what a served store asks of whatever carries its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Asked(Protocol):
    """Whoever does operations for a served store: a conversation, or a thread's transaction in it."""

    def call(self, name: str, /, **arguments: object) -> Any:
        """Ask for one value."""
        ...

    def read(self, name: str, /, **arguments: object) -> pa.RecordBatchReader:
        """Ask for a stream; nothing else may be asked before it has ended or was closed."""
        ...

    def write(self, name: str, rows: object, /, **arguments: object) -> Any:
        """Send Arrow data, a stream in bounded memory; the value that the owner answers with.

        What the producer of `rows` raises is raised again as it was, after the owner was told to stop.
        """
        ...


class Peer(Asked, Protocol):
    """One conversation with the process that owns the database; used by one thread at a time.

    Requests run one after the other in one session of the owner's, so that a transaction is one conversation. Errors
    of the owner's leave as the classes that they had there. A conversation that breaks raises `OwnerLeft`, and is
    over from then on.
    """

    @property
    def busy(self) -> bool:
        """Whether a request is under way."""
        ...

    @property
    def usable(self) -> bool:
        """Whether the next request has a chance: False after the owner has hung up, also when nothing was asked."""
        ...

    def cancel(self) -> None:
        """Cancel what the owner is doing for this conversation; from any thread."""
        ...

    def close(self) -> None:
        """End the conversation: an open transaction is undone. Again is harmless."""
        ...
