-- How fresh a table is after a run: the newest value of its source's time column up to then.

ALTER TABLE ingest_runs ADD COLUMN newest TIMESTAMPTZ;

UPDATE ingest_runs SET newest = known.newest FROM ingest_cursors AS known WHERE known.run = ingest_runs.run;
