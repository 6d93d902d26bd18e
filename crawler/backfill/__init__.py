"""Old news: pages that others archived (WARC, WACZ) and sitemaps back to a date, through the same stages as live pages."""
