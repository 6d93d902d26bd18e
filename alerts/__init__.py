"""Telling people: which articles, whom, when and why (rules), as mails (message) that are sent from an outbox."""
