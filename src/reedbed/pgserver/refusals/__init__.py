"""What a client is told when something fails: PostgreSQL's code, words and fields for each error of ours."""
