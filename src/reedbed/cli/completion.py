"""`reedbed completion`: shell completion, printed or installed."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.application import application
from reedbed.cli.pages import line

Shell = Literal["bash", "zsh", "fish", "powershell"]


def completion(
    shell: Annotated[Shell, Parameter(help="bash, zsh, fish or powershell.")],
    /,
    *,
    install: Annotated[bool, Parameter(help="Put it where the shell finds it, instead of printing it.")] = False,
) -> Answer:
    """Print the completion script of a shell, or install it."""
    parser = application(terminal=False)
    if not install:
        script = parser.generate_completion(prog_name="reedbed", shell=shell)
        return Answer(page=[line(script.rstrip("\n"))], document={"shell": shell, "script": script})
    path = parser.install_completion(shell=shell)
    text = f"Completion for {shell} installed in {path}; it works in the next shell that you open."
    return Answer(page=[line(text, "good")], document={"shell": shell, "file": str(path)})
