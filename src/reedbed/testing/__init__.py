"""The contract suites that Reedbed ships: what each port promises, as pytest classes to run on an adapter.

    from reedbed.testing.tables import TablePortContract

    class TestMyAdapter(TablePortContract):
        @pytest.fixture
        def store(self): ...

This is the only room that imports pytest; nothing in production imports this room.
"""

import pytest

# Before the suites are imported, so that a failing assert of theirs shows its values.
pytest.register_assert_rewrite("reedbed.testing.tables")
