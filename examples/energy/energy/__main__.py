"""The program: `python -m energy COMMAND '<json>'`.

stdout is one JSON object, for success and for failure, on one line unless it is a terminal; talk goes to stderr. Exit
codes: 0 done, 3 known failure, 4 our bug, 130 interrupted.
"""

from __future__ import annotations

import json
import logging
import shlex
import sys
from typing import TYPE_CHECKING

from energy.commands import COMMANDS, NAMES
from energy.errors import FileRefused, RequestInvalid, SourcesFailed
from energy.requests import example
from reedbed import ReedbedError

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_DONE, EXIT_FAILED, EXIT_BUG, EXIT_INTERRUPTED = 0, 3, 4, 130

log = logging.getLogger("energy")


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    log.setLevel(logging.INFO)
    code, document = _outcome(arguments)
    if sys.stdout.isatty():
        # What the demo tells is all of it, and would be out of sight behind its document.
        if code != EXIT_DONE or arguments[0] != "demo":
            _write(json.dumps(document, indent=2, default=str, allow_nan=False, ensure_ascii=False))
    else:
        _write(json.dumps(document, separators=(",", ":"), default=str, allow_nan=False))
    return code


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _outcome(arguments: Sequence[str]) -> tuple[int, dict[str, object]]:
    try:
        return EXIT_DONE, _answer(arguments)
    except SourcesFailed as error:
        # What the other sources brought stands where it would stand without the failure.
        return EXIT_FAILED, {"sources": error.sources, "error": error.to_dict()}
    except ReedbedError as error:
        return EXIT_FAILED, {"error": error.to_dict()}
    except OSError as error:
        return EXIT_FAILED, {"error": _refused(error).to_dict()}
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED, {"error": _plain("ENERGY130", "Interrupted: finished steps are kept.")}
    except Exception as error:  # the program's edge: whoever called it must get JSON
        log.exception("A bug of this program:")
        return EXIT_BUG, {"error": _plain("ENERGY000", f"A bug of this program: {type(error).__name__}.")}


def _answer(arguments: Sequence[str]) -> dict[str, object]:
    if not arguments or arguments[0] not in NAMES:
        found = f"found {arguments[0]!r}" if arguments else "found none"
        raise RequestInvalid(
            f"The command is one of {', '.join(NAMES)}; {found}.", hint=example("features"), commands=list(NAMES)
        )
    command, *rest = arguments
    if command not in COMMANDS:
        from energy.serving import serve_sources  # noqa: PLC0415 - no other command serves

        return serve_sources(rest)
    if command == "demo" and not rest:
        # All of it has defaults, so that there is one command that needs nothing to be written.
        rest = ["{}"]
    if len(rest) != 1:
        raise RequestInvalid(
            f"{command!r} takes one JSON object as its argument; found {len(rest)} arguments.", hint=example(command)
        )
    return COMMANDS[command](rest[0])


def _refused(error: OSError) -> FileRefused:
    reason = error.strerror or str(error)
    if error.filename is None:
        return FileRefused(f"The operating system refused: {reason}.", hint="df -h .", path=None)
    path = str(error.filename)
    return FileRefused(f"{path}: {reason}.", hint=f"ls -ld {shlex.quote(path)}", path=path)


def _plain(code: str, message: str) -> dict[str, object]:
    docs = "examples/energy/README.md#errors"
    return {"code": code, "message": message, "hint": "", "docs": docs, "retryable": False, "details": {}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
