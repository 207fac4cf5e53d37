"""Chat exports in, enriched tables out: an application on Reedbed's public API."""
