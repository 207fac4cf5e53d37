"""The parts of a statement and where they stand in its text."""
