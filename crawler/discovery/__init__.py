"""Discovery: the bytes a channel answered with → the candidate URLs it shows. Pure, one file a format; see parse.py."""
