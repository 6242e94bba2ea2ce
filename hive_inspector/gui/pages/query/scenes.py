"""Query in the states that its pictures show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.console.changes import ChangedRow, ChangePreview
from hive_inspector.core.console.splitting import split
from hive_inspector.core.database.values import display
from hive_inspector.gui.pages.query.change_view import ChangeView
from hive_inspector.gui.pages.query.lists import Entry
from hive_inspector.gui.pages.query.plan_view import PlanView
from hive_inspector.gui.scene import Scene
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.pages.query.page import QueryPage

_TALK = """-- What the models had to say
SELECT m.role, m.stage, count(*) AS messages, round(avg(length(m.content))) AS characters
FROM messages m
JOIN conversations c ON c.id = m.conversation_id
GROUP BY m.role, m.stage
ORDER BY messages DESC;
"""
_WRONG = """SELECT id, title
FROM conversations
WHERE created_at > date('now', '-30 days'
ORDER BY created_at;
"""
_FORBIDDEN = """DELETE FROM messages
WHERE conversation_id NOT IN (SELECT id FROM conversations);
"""
_COSTLY = """SELECT c.created_at, m.content
FROM messages m JOIN conversations c ON c.id = m.conversation_id
WHERE m.stage = 'refiner' AND m.model_used = 'meta-llama/llama-3.1-405b'
ORDER BY length(m.content) DESC;
"""
_SEVERAL = """SELECT count(*) AS conversations FROM conversations;
SELECT role, count(*) AS messages FROM messages GROUP BY role;
SELECT key, value FROM configurations;
SELECT * FROM no_such_table;
SELECT 'this one is not run';
"""


_CHANGING = """UPDATE messages
SET model_used = 'meta-llama/llama-3.1-405b'
WHERE model_used = 'meta-llama/llama-3-405b';
"""


def query_scenes(page: QueryPage) -> tuple[Scene, ...]:
    """What the file has something for."""
    back = partial(_leave, page)
    scenes = [
        Scene("result", partial(_run, page, _TALK), leave=back),
        Scene("error", partial(_run, page, _WRONG), leave=back),
        Scene("refused", partial(_run, page, _FORBIDDEN), leave=back),
        Scene("plan", partial(_plan, page), leave=back),
        Scene("change", partial(_change, page), leave=back),
        Scene("several", partial(_run_all, page), leave=back),
        Scene("history", partial(_history, page), leave=back),
    ]
    schema = page.presenter.console.schema
    return tuple(scenes) if schema.table("messages") is not None else ()


def _run(page: QueryPage, text: str) -> Iterator[None]:
    editor = page.widget.editors.editor
    editor.replace_all(text)
    editor.show_place(len(text) - 2, len(text) - 2)
    yield
    page.presenter.run()
    yield


def _plan(page: QueryPage) -> Iterator[None]:
    page.widget.editors.editor.replace_all(_COSTLY)
    page.presenter.plan()
    yield
    view = page.presenter.planning.view
    if isinstance(view, PlanView):
        view.try_button.click()
    yield


def _change(page: QueryPage) -> Iterator[None]:
    """No file is changed for a picture: what a trial would show is invented."""
    page.widget.editors.editor.replace_all(_CHANGING)
    (statement,) = split(_CHANGING)
    cells = (
        ("m-0041", "meta-llama/llama-3-405b", "meta-llama/llama-3.1-405b"),
        ("m-0042", "meta-llama/llama-3-405b", "meta-llama/llama-3.1-405b"),
        ("m-0057", "meta-llama/llama-3-405b", "meta-llama/llama-3.1-405b"),
    )
    rows = tuple(
        ChangedRow((display(key), display(old)), (display(key), display(new)))
        for key, old, new in cells
    )
    preview = ChangePreview(statement, "messages", 12, 12, ("usage",), ("id", "model_used"), rows)
    view = ChangeView(page.widget.theme, page.widget.outcomes)
    page.widget.outcomes.add(view, "")
    page.widget.outcomes.retitle(view, "1 · would change 12 rows", Tone.WARNING)
    view.show_preview(preview, waiting=1)
    yield


def _run_all(page: QueryPage) -> Iterator[None]:
    page.widget.editors.editor.replace_all(_SEVERAL)
    page.presenter.run_all()
    yield
    tabs = page.widget.outcomes.tabs
    tabs.setCurrentIndex(min(2, tabs.count() - 1))
    yield


def _history(page: QueryPage) -> Iterator[None]:
    """Nothing is remembered while pictures are painted, so the list is filled with what could be in it."""
    yield from _run(page, _TALK)
    side = page.widget.side
    side.setCurrentWidget(side.history)
    told = (
        (_TALK, "just now · 8 rows · 14 ms", Tone.NEUTRAL),
        (_COSTLY, "3 min ago · 212 rows · 88 ms", Tone.NEUTRAL),
        (_FORBIDDEN, "4 min ago · refused", Tone.PROBLEM),
        (_WRONG, "2 h ago · failed", Tone.PROBLEM),
        ("SELECT * FROM messages;", "yesterday · 100,000 rows · 1.2 s", Tone.NEUTRAL),
    )
    entries = [
        Entry(" ".join(sql.split()), detail, sql, is_mono=True, tone=tone)
        for sql, detail, tone in told
    ]
    side.history.show_entries(entries, "", "")
    yield


def _leave(page: QueryPage) -> None:
    page.widget.editors.editor.replace_all("")
    page.widget.parameters.hide()
    page.presenter.running.clear()
    page.presenter.planning.clear()
    outcomes = page.widget.outcomes
    if outcomes.current is not None:
        outcomes.remove(outcomes.current)
    page.widget.side.setCurrentIndex(0)
