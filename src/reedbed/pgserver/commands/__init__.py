"""Session commands carried out: BEGIN to UNLISTEN, by the class of the command."""

from reedbed.pgserver.commands.dispatch import columns_of, run

__all__ = ["columns_of", "run"]
