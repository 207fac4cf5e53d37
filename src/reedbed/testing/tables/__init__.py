"""The contract of `reedbed.ports.tables.TablePort`, to be run on every adapter.

A subclass gives two fixtures: `store`, an empty store, and `opening`, the text of a Python program that binds the
name `store` to another empty store of the same kind, for what needs a process of its own.
"""

from reedbed.testing.tables.columns import ColumnContract
from reedbed.testing.tables.inputs import InputContract
from reedbed.testing.tables.keys import KeyContract
from reedbed.testing.tables.modes import ModeContract
from reedbed.testing.tables.names import NameContract
from reedbed.testing.tables.sequences import SequenceContract
from reedbed.testing.tables.streams import StreamContract
from reedbed.testing.tables.threads import ThreadContract
from reedbed.testing.tables.times import TimeContract
from reedbed.testing.tables.transactions import TransactionContract
from reedbed.testing.tables.volume import VolumeContract

__all__ = ["TablePortContract"]


class TablePortContract(
    ModeContract,
    ColumnContract,
    KeyContract,
    InputContract,
    NameContract,
    TransactionContract,
    StreamContract,
    ThreadContract,
    SequenceContract,
    TimeContract,
    VolumeContract,
):
    """Every promise of the port."""
