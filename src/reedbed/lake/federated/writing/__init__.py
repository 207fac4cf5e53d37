"""Writes on a federated name: archived rows that they concern become live first, then the live table is written."""
