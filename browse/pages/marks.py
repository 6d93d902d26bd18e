"""What readers do: read, saved, relevant or not. Written to reader.db only."""

from typing import Any

from datasette import Forbidden
from datasette.utils.asgi import Response

from archive import reader
from archive.reading import lists
from browse import access
from browse.visit import Visit

MAX_IDS = 500
MAX_SUBJECT = 100  # characters of a subject's id
MAX_DIGITS = 18  # more does not fit an id of SQLite


async def mark(datasette: Any, request: Any) -> Response:
    """POST ids=1,2&what=read[&back=/path], or what=wrong-subject&subject=ID.

    Datasette has checked that the form comes from our own pages.
    """
    if request.method != "POST":
        return Response.json({"ok": False, "error": "send this by POST"}, status=405, headers={"allow": "POST"})
    visit = await Visit.begin(datasette, request)
    form = await request.post_vars()
    ids, action = _ids(form.get("ids", "")), form.get("what", "")
    if not visit.may_mark:
        raise Forbidden(access.READ)
    if action in reader.LABELS:
        visit.need(access.LABEL)
    if action not in reader.ACTIONS or not ids:
        error = f"what must be one of {', '.join(reader.ACTIONS)}, ids at most {MAX_IDS} numbers with commas between"
        return Response.json({"ok": False, "error": error}, status=400)
    known = [card.id for card in await visit.read(lists.cards, ids)]
    subject = form.get("subject", "")[:MAX_SUBJECT] if action == "wrong-subject" else ""
    await visit.write(reader.mark, known, action, visit.now, subject)
    if "application/json" in (request.headers.get("accept") or ""):
        return Response.json({"ok": True, "ids": known, "what": action})
    return Response.redirect(own_path(form.get("back", "")), status=303)


def _ids(text: str) -> list[int]:
    parts = text.split(",")[:MAX_IDS]
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= MAX_DIGITS]


def own_path(path: str) -> str:
    r"""A path of ours; never another host (//evil, /\evil)."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
