"""One handler a statement: parse result in, model called, rows out."""
