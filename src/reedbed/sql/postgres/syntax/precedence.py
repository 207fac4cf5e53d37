"""How tightly operators bind, from the loosest to the tightest (manual, section 4.1.6)."""

from __future__ import annotations

from typing import Final

OR: Final = 1
AND: Final = 2
NOT: Final = 3
IS: Final = 4
COMPARISON: Final = 5
MATCH: Final = 6
OTHER: Final = 7
SUM: Final = 8
PRODUCT: Final = 9
POWER: Final = 10
ZONE: Final = 11
COLLATE: Final = 12
SIGN: Final = 13
