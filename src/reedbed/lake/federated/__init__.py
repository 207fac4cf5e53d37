"""Federated names: statements on an archived table, turned into statements on live rows and on the files they need."""
