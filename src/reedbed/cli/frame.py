"""From a command line to an exit code: parse, run, show, and translate every way to fail.

Nothing else in the package catches what a command raises, writes its answer, or decides how the process ends.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, CycloptsError, Parameter

from reedbed.cli.answers import Answer, ExitCode, exit_code_of
from reedbed.cli.application import application
from reedbed.cli.documents import write_answer, write_failure
from reedbed.cli.interrupts import interruptible
from reedbed.cli.options import CommonOptions, early_options
from reedbed.cli.pages import line
from reedbed.cli.refusals import refusal
from reedbed.cli.session import Session
from reedbed.errors import FileAccessFailed, InternalError, Interrupted, ReedbedError
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.cli.interrupts import Interruption

STDIN = "/dev/stdin"
"""What a lone hyphen stands for on a command line."""

_NAMELESS = "reedbed"

_PLAIN_HELP_WIDTH = 100


class Run:
    """One command line on its way to an exit code."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = [_spelled(argument) for argument in arguments]
        self.options = early_options(arguments)
        self.command = _NAMELESS
        self.session: Session | None = None

    def run(self) -> ExitCode:
        """Everything; raises nothing but what ends the interpreter."""
        with interruptible(self._cancel) as interruption:
            try:
                try:
                    return self._answer()
                finally:
                    interruption.end()
                    if self.session is not None:
                        self.session.close()
            except BrokenPipeError:
                _abandon_stdout()
                return ExitCode.DONE
            except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - this is where every failure ends
                return self._failure(error, interruption)

    def _answer(self) -> ExitCode:
        parser = application(terminal=sys.stdout.isatty())
        answer = self._parsed_and_called(parser)
        _show(answer, self.command, self.session or Session(self.options))
        return answer.exit_code

    def _parsed_and_called(self, parser: App) -> Answer:
        # What stands behind a -- is the command's. The parser of the common options would leave all of them to it.
        end = self.arguments.index("--") if "--" in self.arguments else len(self.arguments)
        ahead, behind = self.arguments[:end], self.arguments[end:]

        def dispatch(
            *words: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
            options: CommonOptions = self.options,
        ) -> Answer:
            self.options = options
            self.session = Session(options)
            return self._called(parser, [*words, *behind])

        dispatch.__name__ = _NAMELESS  # the first word of every usage line
        parser.meta.default(dispatch)
        answer: Answer = parser.meta(ahead, exit_on_error=False, print_error=False, result_action="return_value")
        return answer

    def _called(self, parser: App, words: list[str]) -> Answer:
        if self.options.version:
            return Answer(page=[line(f"reedbed {__version__}")], document={"version": __version__})
        words = words or ["overview"]
        self.command = (
            " ".join(word for word in parser.parse_commands(words)[0] if not word.startswith("-")) or _NAMELESS
        )
        command, bound, ignored = parser.parse_args(words, exit_on_error=False, print_error=False)
        if getattr(command, "__func__", None) is App.help_print:
            return _help(parser, list(bound.arguments.get("tokens") or ()), self.options)
        answer: Answer = command(*bound.args, **bound.kwargs, **dict.fromkeys(ignored, self.session))
        return answer

    def _cancel(self) -> None:
        if self.session is not None:
            self.session.cancel()

    def _failure(self, error: BaseException, interruption: Interruption) -> ExitCode:
        known = _known(error, interruption, self.command)
        if self.options.debugging:
            traceback.print_exception(error, file=sys.stderr)
        try:
            _show_failure(known, self.command, self.session or Session(self.options))
        except BrokenPipeError:
            _abandon_stdout()
        return exit_code_of(known)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code."""
    return int(Run(arguments).run())


def _known(error: BaseException, interruption: Interruption, command: str) -> ReedbedError:
    """The failure as one of our errors."""
    if interruption.name or isinstance(error, KeyboardInterrupt):
        signal_name = interruption.name or "SIGINT"
        return Interrupted(f"Interrupted by {signal_name}; nothing was left half done.", signal=signal_name)
    if isinstance(error, ReedbedError):
        return error
    if isinstance(error, CycloptsError):
        return refusal(error, command.split() if command != _NAMELESS else [])
    if isinstance(error, OSError) and error.filename is not None:
        return FileAccessFailed(f"{error.strerror}: {error.filename}", hint=f"ls -l {error.filename}")
    return InternalError(
        f"Reedbed failed: {type(error).__name__}: {error}",
        hint="run it again with --debug and report the traceback",
        exception=type(error).__name__,
    )


def _show(answer: Answer, command: str, session: Session) -> None:
    if session.format == "json":
        write_answer(answer, command, sys.stdout)
    elif session.terminal:
        from reedbed.cli.terminal_text import console_for, print_dressed  # noqa: PLC0415 - rich is for terminals

        print_dressed(answer.page, console_for(colours=session.colours()))
    else:
        from reedbed.cli.plain_text import print_plain  # noqa: PLC0415 - one of the two is needed

        print_plain(answer.page, sys.stdout)
    sys.stdout.flush()


def _show_failure(error: ReedbedError, command: str, session: Session) -> None:
    if session.format == "json":
        write_failure(error, command, sys.stdout)
        sys.stdout.flush()
        return
    red, dim, plain = (
        ("\x1b[1;31m", "\x1b[2m", "\x1b[0m") if session.options.colours and sys.stderr.isatty() else ("", "", "")
    )
    sys.stderr.write(f"{red}{error.code}{plain}  {error.message}\n")
    if error.hint:
        sys.stderr.write(f"{dim}{'try':>{len(error.code)}}{plain}  {error.hint}\n")


def _help(parser: App, words: list[str], options: CommonOptions) -> Answer:
    """The help of a command: drawn at once on a terminal, text otherwise."""
    from rich.console import Console  # noqa: PLC0415 - cyclopts renders help with rich

    if options.output in (None, "auto") and sys.stdout.isatty():
        parser.help_print(words, console=Console(no_color=not options.colours))
        return Answer(page=[])
    drawn = io.StringIO()
    parser.help_print(words, console=Console(file=drawn, no_color=True, width=_PLAIN_HELP_WIDTH))
    text = drawn.getvalue().rstrip()
    return Answer(page=[line(text)], document={"help": text})


def _spelled(argument: str) -> str:
    """A lone hyphen is stdin, and an argument that begins like an SQL comment is no option."""
    if argument == "-":
        return STDIN
    return f" {argument}" if argument.startswith("-- ") else argument


def _abandon_stdout() -> None:
    """The reader has left: what is still buffered goes nowhere, and the interpreter's last flush succeeds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
