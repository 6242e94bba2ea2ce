"""Everything that the program does with a file, done to one: each step ends with a result or a sentence, in time."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
import time
import traceback
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hive_inspector.cli.main import main
from hive_inspector.cli.session import Launchers
from hive_inspector.core.browsing.everywhere import search
from hive_inspector.core.browsing.profile import profile_column
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.schema.diagram import Detail, Metrics, diagram_of
from hive_inspector.core.schema.layout import lay_out
from hive_inspector.core.schema.texts import as_markdown, as_peewee, as_sql
from tests.support.spoofs import ACTING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.hive.opening import OpenHive

DEADLINE_S = 3.0
"""After that, a step is stopped as Ctrl+C and the window's Stop would."""
_BUG, _STOPPED = 70, 130
_MOST_OBJECTS = 3
_WHOLE_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("check",),
    ("stats",),
    ("tables",),
    ("bundle", "--list"),
)


@dataclass(slots=True)
class Visit:
    """What came of one file."""

    steps: dict[str, int] = field(default_factory=dict)
    """How many steps ended in which way: done, told, stopped."""
    faults: list[str] = field(default_factory=list)
    """What must not be."""
    latest: float = 0.0
    """Seconds from the request to stop to the end of a step, at worst."""

    def count(self, outcome: str) -> None:
        """One more step."""
        self.steps[outcome] = self.steps.get(outcome, 0) + 1

    @contextmanager
    def timed(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have a step stopped at its deadline, and note how long it went on after that."""
        asked: list[float] = []

        def ask() -> None:
            asked.append(time.monotonic())
            stop()

        timer = threading.Timer(DEADLINE_S, ask)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            if asked:
                self.latest = max(self.latest, time.monotonic() - asked[0])


def visit(path: Path) -> Visit:
    """Do everything to a file."""
    made = Visit()
    signal.signal(signal.SIGINT, lambda *_: None)  # one that comes when a step has just ended
    listed = _command(made, "tables", path, "--json")
    for words in _WHOLE_COMMANDS:
        _command(made, *words[:1], path, *words[1:])
    for name in _chosen(listed):
        _of_one(made, path, name)
    token = CancelToken()
    with made.timed(token.cancel):
        _in_the_core(made, path, token)
    return made


def _chosen(listed: str) -> Sequence[str]:
    """Some of the objects of a file: those that are not Hive's, the last and the first."""
    try:
        tables: list[dict[str, Any]] = json.loads(listed)["tables"]
    except (ValueError, KeyError):
        return ()
    strange = [one["name"] for one in tables if one.get("domain") in {"Other tables", None}]
    names = strange or [one["name"] for one in tables]
    return list(dict.fromkeys((*names[:_MOST_OBJECTS], names[-1]))) if names else ()


def _of_one(made: Visit, path: Path, name: str) -> None:
    _command(made, "rows", path, "--limit", "20", "--", name)
    _command(made, "rows", path, "--limit", "20", "--format", "json", "--", name)
    quoted = '"' + name.replace('"', '""') + '"'
    _command(made, "query", path, f"SELECT * FROM {quoted} LIMIT 20")


def _command(made: Visit, *words: object) -> str:
    out, err = io.StringIO(), io.StringIO()
    texts = [str(word) for word in words]
    what = " ".join((texts[0], *texts[2:]))[:80]
    with (
        made.timed(lambda: os.kill(os.getpid(), signal.SIGINT)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main(texts, Launchers(_not_asked, _not_asked))
    _judge(made, what, code, out.getvalue(), err.getvalue())
    return out.getvalue()


def _judge(made: Visit, what: str, code: int, out: str, err: str) -> None:
    made.count({_STOPPED: "stopped", 0: "done"}.get(code, "told"))
    if code == _BUG:
        made.faults.append(f"{what}: {err[:300]}")
    if "Traceback" in out + err:
        made.faults.append(f"{what}: a traceback")
    acting = ACTING & set(out + err)
    if acting:
        made.faults.append(f"{what}: writes {sorted(acting)} as they are")
    if code not in {0, _STOPPED} and not err and not out:
        made.faults.append(f"{what}: ended with {code} and said nothing")


def _in_the_core(made: Visit, path: Path, token: CancelToken) -> None:
    """What the window does and no command: the page Schema, the search through everything, a column's profile."""
    try:
        hive = open_hive(DatabaseTarget(path), token=token)
    except InspectorError:
        made.count("told")
        return
    except Cancelled:
        made.count("stopped")
        return
    with hive.database:
        for step in (_texts, _diagram, _searched, _profiles):
            try:
                step(hive, token)
                made.count("done")
            except InspectorError:
                made.count("told")
            except Cancelled:
                made.count("stopped")
            except Exception:  # noqa: BLE001 - what a bug raises is the parent's to judge
                made.faults.append(f"{step.__name__}: {traceback.format_exc()}")


def _texts(hive: OpenHive, token: CancelToken) -> None:
    for table in hive.schema.tables:
        token.raise_if_cancelled()
        for text in (as_sql(hive.schema, table), as_peewee(table), as_markdown(hive.schema, table)):
            assert isinstance(text, str)


def _diagram(hive: OpenHive, token: CancelToken) -> None:
    metrics = Metrics()
    lay_out(diagram_of(hive.schema, Detail.KEYS, metrics), 1.5, metrics, token.raise_if_cancelled)


def _searched(hive: OpenHive, token: CancelToken) -> None:
    with hive.database.reading(token) as connection:
        for _ in search(connection, hive.schema, "x"):
            token.raise_if_cancelled()


def _profiles(hive: OpenHive, token: CancelToken) -> None:
    for table in hive.schema.tables[:_MOST_OBJECTS]:
        for column in table.columns[:2]:
            with hive.database.reading(token) as connection:
                for _ in profile_column(connection, table, column.name):
                    token.raise_if_cancelled()


def _not_asked(_request: object) -> int:
    return 0
