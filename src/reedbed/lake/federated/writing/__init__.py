"""Writes on a federated name: what they concern of the archive is brought to life first, then the live table is written."""
