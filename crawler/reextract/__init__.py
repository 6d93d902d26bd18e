"""Reading kept pages again with a newer extractor: compare first, change only when asked to."""
