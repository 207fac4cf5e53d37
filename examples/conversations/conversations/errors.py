"""What can go wrong with a request or an export; each situation has a code, a hint and its operands.

ReedbedError
├── RequestInvalid        CONV001  the command line, its JSON or a key of it
├── ExportNotFound        CONV002
├── ExportNotZip          CONV003
├── ChatMissing           CONV004  a zip without a chat text
├── ExportUnsafe          CONV005  a path that leaves the folder, or an entry that explodes
├── ChatUnreadable        CONV006  damaged, encrypted, not UTF-8, or no message in it
├── DateOrderUnclear      CONV007  lines that contradict each other
├── AuthorKeyLost         CONV008  the key file is missing or damaged
├── FileRefused           CONV009  the operating system refused a file
└── ThreadsCollide        CONV010  two chat texts of one archive are the same thread
"""

from __future__ import annotations

from reedbed import ReedbedError


class ConversationsError(ReedbedError):
    """A situation of this application, documented in its README."""

    @property
    def docs(self) -> str:
        """Where the README lists this code."""
        return "examples/conversations/README.md#errors"


class RequestInvalid(ConversationsError, ValueError):
    """The command, its JSON document, or one of its keys is not one that this program takes."""

    code = "CONV001"


class ExportNotFound(ConversationsError, LookupError):
    """There is no file at the path of the export."""

    code = "CONV002"


class ExportNotZip(ConversationsError, ValueError):
    """The file is no zip archive, or a damaged one."""

    code = "CONV003"


class ChatMissing(ConversationsError, LookupError):
    """The archive holds no text that is a chat."""

    code = "CONV004"


class ExportUnsafe(ConversationsError, ValueError):
    """An entry's name leaves the archive's folder, or an entry unpacks to far more than it is."""

    code = "CONV005"


class ChatUnreadable(ConversationsError, ValueError):
    """The chat text is damaged, encrypted, not UTF-8, or has no line that starts a message."""

    code = "CONV006"


class DateOrderUnclear(ConversationsError, ValueError):
    """As many dates of the chat need the day first as need the month first."""

    code = "CONV007"


class AuthorKeyLost(ConversationsError):
    """The workspace holds messages, and the key that named their authors is missing or damaged."""

    code = "CONV008"


class FileRefused(ConversationsError, OSError):
    """The operating system refused to read or write a file."""

    code = "CONV009"


class ThreadsCollide(ConversationsError, ValueError):
    """Two chat texts of one archive have the same thread; what they share would count twice."""

    code = "CONV010"
