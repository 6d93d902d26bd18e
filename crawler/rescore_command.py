"""`presswatch rescore`: what a change of topic, examples or correction makes of the stored articles, and doing it."""

import asyncio
import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress as Bar

from archive import db, rescoring
from archive.rescoring import Progress
from archive.writer import Writer
from crawler import rescore as running
from crawler.config import Config
from crawler.console import Json, reading, settings, talk
from crawler.crawling import utcnow
from crawler.judgement_commands import handed_over
from crawler.lock import only_instance
from crawler.rescore import Judgement
from pipelines.rescoring import Rejudged

SHOWN = 40  # lines of a preview; --json gives all


def rescore(
    apply: Annotated[bool, typer.Option("--apply", help="Write the new verdicts; without, only show what would change.")] = False,
    as_json: Json = False,
) -> None:
    """Judge the stored articles again after a change of topic, examples or correction. Mails nothing."""
    config = settings()
    judgement = running.judgement(config)
    if apply and handed_over(config, "rescore"):
        return
    if apply:
        done = _apply(config, judgement)
        talk.print(f"judged {done.judged} articles again: {done.joined} joined the topic, {done.left} left it", highlight=False)
        if as_json:
            typer.echo(json.dumps({"judged": done.judged, "joined": done.joined, "left": done.left}))
        return
    judged = _preview(config, judgement)
    changed = [one for one in judged if one.changed]
    if as_json:
        typer.echo(json.dumps({"judged": len(judged), "changes": [_as_dict(one) for one in changed]}, ensure_ascii=False))
        return
    _show(judged, changed)


def _preview(config: Config, judgement: Judgement) -> list[Rejudged]:
    with reading(config) as conn, Bar(console=talk, transient=True) as bar:
        task = bar.add_task("judging", total=rescoring.count(conn))
        found: list[Rejudged] = []
        for batch in running.preview(conn, judgement):
            found += batch
            bar.update(task, advance=len(batch))
    return found


def _apply(config: Config, judgement: Judgement) -> Progress:
    with only_instance(config.archive.path):
        return asyncio.run(_run(config, judgement))


async def _run(config: Config, judgement: Judgement) -> Progress:
    writer = Writer(config.archive.path)
    writer.start()
    read = db.connect(config.archive.path, readonly=True)
    try:
        with Bar(console=talk, transient=True) as bar:
            before = running.begin(read, judgement, utcnow())
            if before.last_id:
                talk.print(f"going on after {before.judged} articles", highlight=False)
            task = bar.add_task("judging", total=before.judged + rescoring.count(read, before.last_id), completed=before.judged)
            return await running.run(read, writer, judgement, utcnow, lambda done: bar.update(task, completed=done.judged))
    finally:
        read.close()
        await asyncio.to_thread(writer.stop)


def _show(judged: list[Rejudged], changed: list[Rejudged]) -> None:
    joins, leaves = [one for one in changed if one.joins], [one for one in changed if one.leaves]
    _list("would join the topic", joins)
    _list("would leave the topic", leaves)
    others = len(changed) - len(joins) - len(leaves)
    talk.print(
        f"{len(judged)} articles judged: {len(joins)} would join, {len(leaves)} would leave, {others} change otherwise"
        + ("; `presswatch rescore --apply` does it" if changed else ""),
        highlight=False,
        soft_wrap=True,
    )


def _list(what: str, found: Iterable[Rejudged]) -> None:
    lines = [
        f"  {one.stored.score:.2f} → {one.verdict.score:.2f}  {one.stored.outlet}: {escape(one.stored.extract.title)}"
        for one in found
    ]
    if lines:
        more = [f"  and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        talk.print("\n".join([what, *lines[:SHOWN], *more]), highlight=False, soft_wrap=True)


def _as_dict(one: Rejudged) -> dict[str, Any]:
    return {
        "id": one.stored.id,
        "url": one.stored.due.url,
        "title": one.stored.extract.title,
        "relevant": [one.stored.relevant, one.verdict.relevant],
        "score": [round(one.stored.score, 4), round(one.verdict.score, 4)],
        "subjects": [sorted(one.stored.subjects), sorted(subject.subject for subject in one.verdict.subjects)],
    }
