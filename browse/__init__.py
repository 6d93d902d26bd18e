"""The reading room: a Datasette plugin with pages of its own in front of Datasette's tables. Imports archive only."""
