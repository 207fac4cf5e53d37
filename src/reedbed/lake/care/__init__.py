"""What keeps an archive in good order: compaction, old snapshots and files, exports, figures, changes of columns."""
