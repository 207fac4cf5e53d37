"""What a statement gets added in the light of the tables it names, so that it means what it does in PostgreSQL."""
