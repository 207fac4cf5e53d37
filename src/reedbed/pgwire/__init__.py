"""The PostgreSQL protocol as a value: messages, states, SCRAM and the encoding of values, without any I/O."""
