"""Files of this machine and objects of a bucket as pages: each file is a page, in the order of their names.

They are kept like pages of an API, so that a run can be replayed and a row traced when the file is gone. One that is as
it was when it was last read is not read again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.errors import SourceRefused, SourceUnreachable, TargetRefused, TargetUnreachable
from reedbed.ingest.attempts import Failed
from reedbed.ingest.bodies import STEP_BYTES
from reedbed.ingest.contents import page_content
from reedbed.ingest.declaration import BUCKETS
from reedbed.ingest.file_names import fixed_part, key_expression, local_files, local_path
from reedbed.ingest.requests import Request
from reedbed.ingest.retries import Outcome
from reedbed.lake.targets.opening import open_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reedbed.ingest.attempts import Attempts
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page, PageFolder
    from reedbed.ingest.windows import Span
    from reedbed.lake.targets.protocol import Target


class LocalFiles:
    """The files of this machine that a source's path stands for."""

    def __init__(self, source: Source, folder: PageFolder, attempts: Attempts) -> None:
        self._keeper = _Keeper(source, folder, attempts)
        self._source = source

    def requests(self, span: Span | None) -> Iterator[Request]:
        """One request a file, whatever the span. Raises `SourceRefused` when there is none."""
        del span
        found = local_files(local_path(self._source.url))
        if not found:
            raise _nothing(self._source)
        for number, file in enumerate(found):
            yield Request(url=file.absolute().as_uri(), page=number)

    def fetch(self, request: Request, known: Page | None) -> Page:
        """A copy of the file; one that changes while it is read is read again."""
        file = Path(local_path(request.url))

        def state() -> str:
            found = file.stat()
            return f"{found.st_mtime_ns}-{found.st_size}"

        return self._keeper.kept(request, known, state, lambda: _file_chunks(file))

    def close(self) -> None:
        """Nothing is open."""


class BucketFiles:
    """The objects of a bucket that a source's URL stands for; credentials are a secret of the settings."""

    def __init__(
        self, source: Source, folder: PageFolder, attempts: Attempts, secrets: Mapping[str, Mapping[str, object]]
    ) -> None:
        bucket, _, self._key = source.url[len(BUCKETS) :].partition("/")
        self._keeper = _Keeper(source, folder, attempts)
        self._source = source
        self._place = f"{BUCKETS}{bucket}"
        self._target: Target = open_target(
            self._place, secrets=secrets, staging=folder.folder, silence_seconds=source.limits.silence_seconds
        )
        self._states: dict[str, str] = {}

    def requests(self, span: Span | None) -> Iterator[Request]:
        """One request an object, in the order of their keys.

        Raises `SourceRefused` when there is none, `SourceUnreachable`.
        """
        del span
        pattern = key_expression(self._key)
        below = fixed_part(self._key).rpartition("/")[0]
        try:
            found = [each for each in self._target.files(below) if pattern.fullmatch(each.path)]
        except TargetRefused as error:
            raise SourceRefused(error.message, hint=error.hint, source=self._source.name) from error
        except TargetUnreachable as error:
            raise SourceUnreachable(error.message, hint=self._source.again, source=self._source.name) from error
        if not found:
            raise _nothing(self._source)
        for number, each in enumerate(sorted(found, key=lambda each: each.path)):
            url = f"{self._place}/{each.path}"
            self._states[url] = each.etag or f"{each.modified_at.isoformat()}-{each.size_bytes}"
            yield Request(url=url, page=number)

    def fetch(self, request: Request, known: Page | None) -> Page:
        """A copy of the object."""
        path = request.url[len(self._place) + 1 :]
        return self._keeper.kept(
            request, known, lambda: self._states[request.url], lambda: self._object_chunks(path, request.url)
        )

    def close(self) -> None:
        """The client closes its own connections."""

    def _object_chunks(self, path: str, shown: str) -> Iterator[bytes]:
        try:
            yield from self._target.chunks(path)
        except TargetUnreachable as error:
            raise Failed(Outcome(), f"{shown} broke off: {error.message}") from error
        except TargetRefused as error:
            raise SourceRefused(error.message, hint=error.hint, url=shown) from error


class _Keeper:
    """Keeps files as pages, unless they are what they were."""

    def __init__(self, source: Source, folder: PageFolder, attempts: Attempts) -> None:
        self._source = source
        self._folder = folder
        self._attempts = attempts

    def kept(
        self, request: Request, known: Page | None, state: Callable[[], str], content: Callable[[], Iterator[bytes]]
    ) -> Page:
        """The page of a file whose `state` is a text that changes with its content."""

        def attempt() -> Page:
            try:
                before = state()
                if known is not None and known.headers.get("etag") == before:
                    return known
                chunks = page_content(self._source, content(), name=request.url, shown=request.url)
                page = self._folder.keep(
                    request, chunks, suffix=self._source.format, url=request.url, headers={"etag": before}
                )
                if state() != before:
                    raise Failed(Outcome(), f"{request.url} changed while it was read.")
            except FileNotFoundError as error:
                raise _unreadable(request.url, error) from error
            return page

        return self._attempts.until_done(request, attempt)


def _file_chunks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as content:
            while chunk := content.read(STEP_BYTES):
                yield chunk
    except OSError as error:
        # Told apart here: where the page is written, an OSError is about the page.
        raise _unreadable(file.as_uri(), error) from error


def _unreadable(shown: str, error: OSError) -> SourceRefused:
    return SourceRefused(f"{shown} cannot be read: {error.strerror}.", url=shown)


def _nothing(source: Source) -> SourceRefused:
    return SourceRefused(
        f"Source {source.name!r} reads {source.url}, and no file is there.",
        hint="check the source's url",
        url=source.url,
    )
