"""What can go wrong between a source and the table that it fills."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class IngestError(ReedbedError):
    """A source could not be read, or what it answered could not be stored.

    Mend: read the message, which names the source and, where there is one, the page.
    """

    code = "ING000"


class SourceInvalid(IngestError):
    """A source is declared in a way that contradicts itself, or `sources.yaml` holds what no source has.

    Mend: correct the declaration; the message names the source, and the line where there is a file.
    """

    code = "ING001"


class SourceNotFound(IngestError):
    """No source of this name is declared.

    Mend: `reedbed ingest list` shows the sources of the workspace.
    """

    code = "ING002"


class SourceRefused(IngestError):
    """The server refused a request, and would refuse it again: a status below 500 that is no invitation to come later.

    Mend: read what the server said; 401 and 403 are about the source's `auth`, 404 about its URL.
    """

    code = "ING003"


class SourceUnreachable(IngestError):
    """The server could not be reached, broke off or asked to come later, more often or longer than `retry` allows.

    Mend: run again; what was read is kept, and the run goes on behind it.
    """

    code = "ING004"
    retryable = True


class AnswerBroken(SourceUnreachable):
    """An answer ended early or its packed data are damaged.

    Mend: run again; if it stays so, look at what the server or a proxy before it does to large answers.
    """

    code = "ING005"


class PageTooLarge(IngestError):
    """A page is larger than the source's limit, when it is unpacked.

    Mend: ask for smaller pages or windows, or raise `limits: page_bytes` if the source is trusted.
    """

    code = "ING006"


class AddressRefused(IngestError):
    """A source, or a redirect of its server, points to an address that it may not be asked at.

    Mend: set `limits: private_addresses` if the source is meant to lie in a private network; correct the URL otherwise.
    """

    code = "ING007"


class PageInvalid(IngestError):
    """A page is not what the source says it is: another format or encoding, no records at their path, or no total.

    Mend: look at the page (the message names its file), and correct `format`, `encoding`, `records` and `total`.
    """

    code = "ING008"


class AnswerIncomplete(IngestError):
    """The API states more records than its pages brought, so that some would be missing unnoticed.

    Records of one key in several pages count once, since they moved while pages were read; in one page each counts.

    Mend: run again; rows that moved between pages meanwhile are read then. If it stays so, leave `total` out.
    """

    code = "ING009"
    retryable = True


class PagingEndless(IngestError):
    """The pages do not end: a request repeats, there are more than the source's limit, or a link leads nowhere.

    Mend: correct `paging` (a cursor that the last page has too needs `more`), or raise `limits: pages`.
    """

    code = "ING010"


class RecordsChanged(IngestError):
    """Records do not fit the table of a source that is frozen.

    Mend: look at the change; then adapt the declaration, or set `drift` to `evolve` or `quarantine`.
    """

    code = "ING011"


class RunNotFound(IngestError):
    """No ingest run has this number, or its pages are not kept any more.

    Mend: `reedbed ingest status` shows the runs.
    """

    code = "ING012"
