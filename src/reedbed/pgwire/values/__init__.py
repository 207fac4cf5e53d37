"""Values on the wire: the types of columns, text and binary both ways, rows, and the formats of COPY."""
