"""What happens to a page: one file a stage, one matter a file. Imports `archive` only."""
