"""Find and fetch: configuration, the catalogue, discovery, the long-lived spider, the service and the command line."""
