"""Data coming in: declared sources, read page by page, and tables that stay right.

A source is a value (`declaration`). `run_source` reads it: pages are fetched within the source's pace (`fetching`),
kept on disk as they came (`pages`), decoded in a database of the run's own (`staging`), and loaded in one transaction
with the cursor and the run's record (`loading`). What follows from an answer, when a request is sent again, and how
time is sliced are decisions without I/O (`paging`, `retries`, `windows`). No other room speaks HTTP to others.
"""
