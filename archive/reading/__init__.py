"""What pages need to know, as SQL and typed rows: one module a subject. Every function takes a connection and only reads."""
