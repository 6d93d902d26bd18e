"""The places where an outlet announces its articles, one format a file; every function is pure: entries in, text out."""
