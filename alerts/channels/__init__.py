"""The ways out: one module a channel."""
