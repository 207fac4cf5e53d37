"""PROVISIONAL: replaced by room B."""
def decode_parameter(oid, format, raw):
    if format:
        return int.from_bytes(raw, "big", signed=True) if oid in (20,21,23) else raw
    t = raw.decode()
    return int(t) if oid in (20,21,23) else t
