"""SQL text in, statement out. The grammar files are the list of what is supported."""
