"""One module a page (or a few of a kind): read, decide what to show, render."""
