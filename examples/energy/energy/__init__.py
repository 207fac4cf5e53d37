"""Finnish electricity: sources into tables, features, forecasts, an archive, and any Postgres client on top."""
