"""Benches: what is claimed about speed and quality, each side by side with the alternative in one run."""
