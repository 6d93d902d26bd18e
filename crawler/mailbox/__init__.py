"""A mail server for the demo and the tests: takes every mail, keeps it as a file, and shows it in the browser."""
