"""`reedbed ingest URL --table T --dry-run`: a look at an API, and the declaration to save."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Grid, Sheet, line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation
from reedbed.errors import UsageError, nearest_names
from reedbed.errors.counts import count_of

if TYPE_CHECKING:
    from reedbed.cli.pages import Block
    from reedbed.ingest.declaration import Auth, AuthKind, Source
    from reedbed.ingest.preview import Preview

_REFERENCE = re.compile(r"\$\{env:[^}]+\}")


def preview(
    url: Annotated[str, Parameter(help="Where the records are: a URL, or files, globs too.")],
    /,
    *,
    table: Annotated[str, Parameter(help="The table that they shall fill.")] = "",
    dry_run: Annotated[bool, Parameter(help="Only look. Nothing else is done before it is declared.")] = False,
    auth: Annotated[
        Literal["bearer", "basic", "header", "query"] | None, Parameter(help="How the server is shown who asks.")
    ] = None,
    auth_name: Annotated[str, Parameter(help="The user, header or parameter of --auth.")] = "",
    secret: Annotated[str, Parameter(help="Its secret by reference: '${env:NAME}'.")] = "",
    header: Annotated[list[str] | None, Parameter(help="Further headers, as NAME=VALUE.", negative=())] = None,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Look at a page of an API, or at the first of some files: five rows, types, key and paging as they are guessed.

    With the reason for each guess, and the declaration to save.
    """
    from reedbed.ingest.preview import preview as look  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.ingest.requests import shown_url  # noqa: PLC0415 - as above
    from reedbed.wiring.opening import engine_options  # noqa: PLC0415 - as above

    if not _is_place(url):
        raise _no_url(url)
    if "@" in urlsplit(url).netloc:
        raise UsageError(
            "The URL holds a password: a command line can be seen by others.",
            hint="--auth basic --auth-name USER --secret '${env:PASSWORD}'",
        )
    if not table or not dry_run:
        raise UsageError(
            "Nothing is guessed into a table: look first, and save the declaration.",
            hint=f"reedbed ingest {shlex.quote(url)} --table {shlex.quote(table or 'TABLE')} --dry-run",
        )
    with session.working(f"Asking {shown_url(url)}"):
        source = _source(_whole(url), table, _auth(session, auth, auth_name, secret), header or [])
        found = look(source, secret=secret, secrets=engine_options(session.settings()).secrets)
    return _answer(found)


def _is_place(text: str) -> bool:
    """Whether a text is a URL or the path of a file, and no slip of a command."""
    from reedbed.ingest.file_names import local_files  # noqa: PLC0415 - as above

    return "://" in text or "/" in text or bool(local_files(text))


def _whole(url: str) -> str:
    """A path from the root: sources.yaml is read from elsewhere too."""
    return url if "://" in url else os.path.abspath(url)  # noqa: PTH100 - a last slash has a meaning


def _no_url(text: str) -> UsageError:
    from reedbed.cli.application import command_names  # noqa: PLC0415 - it imports this module by name

    near = nearest_names(text, command_names("ingest"))
    return UsageError(
        f"{text!r} is neither a command of ingest, nor a URL or a file.",
        hint=f"reedbed ingest {near[0]}" if near else "reedbed ingest --help",
        found=text,
    )


def _auth(session: Session, kind: AuthKind | None, name: str, secret: str) -> Auth | None:
    from reedbed.ingest.declaration import Auth  # noqa: PLC0415 - as above
    from reedbed.settings import SecretText, referable_variables  # noqa: PLC0415 - YAML is loaded when needed
    from reedbed.settings.references import VariableMissing, expand  # noqa: PLC0415 - as above

    if kind is None:
        return None
    if not _REFERENCE.fullmatch(secret):
        raise UsageError(
            "A secret is given by reference: a command line can be seen by others.", hint="--secret '${env:API_KEY}'"
        )
    try:
        value = expand(secret, referable_variables(session.workspace().folder))
    except VariableMissing as missing:
        raise UsageError(f"The variable {missing.name} is not set.", hint=f"export {missing.name}=…") from missing
    return Auth(kind=kind, name=name, secret=SecretText(str(value)))


def _source(url: str, table: str, auth: Auth | None, headers: list[str]) -> Source:
    from reedbed.ingest.declaration import Source  # noqa: PLC0415 - as above
    from reedbed.ingest.retries import RetryPolicy  # noqa: PLC0415 - as above

    name = re.sub(r"[^a-z0-9_-]+", "_", table.casefold()).strip("_-")
    pairs = dict(each.partition("=")[::2] for each in headers)
    return Source(
        name=name if name[:1].isalpha() else f"s_{name}",
        url=url,
        table=table,
        auth=auth,
        headers=pairs,
        retry=RetryPolicy(attempts=3),
    )


def _answer(found: Preview) -> Answer:
    from reedbed.cli.rows import Rows  # noqa: PLC0415 - as above

    columns = found.source.columns
    types = {name: column.type for name, column in columns.items()}
    rows = Rows.streamed(found.rows.to_reader(), types=types)
    cells = [(name, column.type, column.path) for name, column in columns.items()]
    page: list[Block] = [
        line(f"{count_of(found.records, 'record')} from {found.url}", "title"),
        Sheet(rows=rows, limit=None),
        Grid(headers=("column", "type", "path"), cells=cells),
        Grid(headers=("guessed", "because"), cells=list(found.reasons.items())),
        line("To keep it, put this into sources.yaml:", "title"),
        line(found.declaration.rstrip()),
    ]
    document = {
        "url": found.url,
        "records": found.records,
        "types": types,
        "key": list(found.source.key),
        "guesses": dict(found.reasons),
        "declaration": found.declaration,
    }
    return Answer(page=page, document=document, rows=rows)
