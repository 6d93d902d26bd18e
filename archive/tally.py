"""What was done so far, as counts that only grow: the difference of two is what was done between."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since the archive was made, and how many addresses are due now."""

    polls: int
    pages: int
    articles: int
    mails: int
    due: int

    def since(self, before: "Tally") -> str:
        """One line for the log."""
        done = {
            "polls": self.polls - before.polls,
            "pages fetched": self.pages - before.pages,
            "articles of the topic stored": self.articles - before.articles,
            "mails sent": self.mails - before.mails,
        }
        return f"{', '.join(f'{max(0, number)} {what}' for what, number in done.items())}; {self.due} addresses wait"


def tally(conn: sqlite3.Connection) -> Tally:
    """Read it; costs a few milliseconds."""
    row = conn.execute(
        """select (select coalesce(sum(polls), 0) from channels), (select coalesce(sum(count), 0) from fetches),
             (select count(*) from articles where relevant), (select count(*) from messages where state = 'sent'),
             (select count(*) from urls where due_at is not null and outcome = 'pending')"""
    ).fetchone()
    return Tally(*row)
