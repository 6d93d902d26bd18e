"""The store: schema, typed rows and all SQL. Imports nothing of ours; every other room may import it."""
