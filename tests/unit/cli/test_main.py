"""Every way to ask for the wrong thing: an exit code, two lines, no traceback, nothing left behind."""

from __future__ import annotations

import gzip
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

import hive_inspector
from hive_inspector.cli import main as main_module
from hive_inspector.cli.command import Command
from hive_inspector.cli.commands import COMMANDS, Listed
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.window import window_parser
from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.logs import FILE_NAME
from hive_inspector.core.requests import GALLERY_SIZES, PictureSize
from hive_inspector.core.settings import ThemeMode
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from hive_inspector.cli.session import Session
    from tests.unit.cli.conftest import CommandLine

NASTY: tuple[tuple[str, ...], ...] = (
    ("status", "a", "b"),
    ("status", ""),
    ("status", "--nope"),
    ("status", "--js"),
    ("status", "--json=1"),
    ("status", "\x00"),
    ("status", "/dev/null"),
    ("status", "/"),
    ("status", "no\x1b[31msuch"),
    ("status", "a" * 5_000),
    ("status", "file:x?mode=rwc"),
    ("status", ":memory:"),
    ("status", "\udcff\udcfe"),
    ("tables", "nowhere.db"),
    ("tables", "--format", "csv"),
    ("rows",),
    ("rows", "x.db", "t", "extra"),
    ("rows", "x.db", "t", "--limit"),
    ("rows", "x.db", "t", "--limit", "-1"),
    ("rows", "x.db", "t", "--limit", "1e3"),
    ("rows", "x.db", "t", "--limit", "9" * 40),
    ("rows", "x.db", "t", "--offset", "٣"),
    ("rows", "x.db", "t", "--offset", "1.5"),
    ("rows", "x.db", "t", "--format", "xml"),
    ("rows", "x.db", "t", "--filter", "a", "=1"),
    ("demo",),
    ("demo", "out.db", "--size", "huge"),
    ("demo", "out.db", "--seed", "one"),
    ("demo", "no/such/folder/out.db"),
    ("demo", "out.db", "--lineage", "atlantis"),
    ("gallery",),
    ("gallery", "out", "--size", "10x10"),
    ("gallery", "out", "--size", "big"),
    ("gallery", "out", "--scale", "0"),
    ("gallery", "out", "--scale", "nan"),
    ("gallery", "out", "--theme", "blue"),
    ("gallery", "out", "x.db", "--demo"),
    ("stauts",),
    ("x.db", "--demo"),
    ("x.db", "y.db"),
    ("--theme", "blue"),
    ("--page",),
    ("--page", "cellar"),
    ("-x",),
    ("--verbose", "status", "nowhere.db"),
    ("help",),
    ("--", "status"),
)


@pytest.mark.parametrize("words", NASTY)
def test_nothing_that_can_be_typed_gives_a_traceback(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(os.listdir())  # noqa: PTH208 - names are compared
    run = command(*words)
    assert run.code in {2, 3}
    assert run.out == ""
    assert "Traceback" not in run.err
    if "--verbose" not in words:
        assert len(run.error_lines) == 2
        assert all(line.endswith((".", "?")) for line in run.error_lines)
    assert "\x1b" not in run.err
    assert set(os.listdir()) == before  # noqa: PTH208


def gzipped(path: Path) -> None:
    path.write_bytes(gzip.compress(b"SQLite format 3\x00" + bytes(5_000)))


def looped(path: Path) -> None:
    path.symlink_to(path)


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("gone.db"))


BAD_INPUT: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("Dear diary, " * 100), "not a"),
    "empty": (lambda path: path.write_bytes(b""), "empty"),
    "gzipped backup": (gzipped, "gzip"),
    "encrypted backup": (lambda path: path.write_bytes(b"HIVEENC1" + bytes(500)), "encrypted"),
    "folder": (lambda path: path.mkdir(), "folder"),
    "link in a loop": (looped, "leads back to itself"),
    "dangling link": (dangling, "does not exist"),
    "missing": (lambda _path: None, "There is no file"),
    "pipe": (os.mkfifo, "pipe"),
    "newer format": (
        lambda path: path.write_bytes(b"SQLite format 3\x00\x10\x00\x09\x09" + bytes(4_076)),
        "newer",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_each_bad_input_has_its_own_sentence_within_a_second(
    command: CommandLine, tmp_path: Path, case: str
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    path = folder / "hive.db"
    make, sentence = BAD_INPUT[case]
    make(path)
    before = sorted(os.listdir(folder))  # noqa: PTH208 - names are compared
    for words in (("status", path, "--json"), ("tables", path), ("rows", path, "t")):
        started = time.process_time()
        run = command(*words)
        assert time.process_time() - started < 1
        assert run.code == 3
        assert run.out == ""
        assert len(run.error_lines) == 2
        assert sentence in run.error_lines[0]
    assert sorted(os.listdir(folder)) == before  # noqa: PTH208


def test_verbose_adds_the_detail(command: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    assert len(command("status", path).error_lines) == 2
    told = command("status", path, "--verbose")
    assert "No such file" in told.error_lines[-1]
    assert "Traceback" not in told.err


def test_a_bug_is_reported_as_one_and_its_details_are_logged(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arguments: Namespace, session: Session) -> Exit:
        raise KeyError("lost")

    replace_commands(monkeypatch, fail)
    run = command("broken")
    log = command.home / "xdg_state_home" / "hive-inspector" / FILE_NAME
    assert run.code == 70
    assert run.error_lines[0] == "There is an error in Hive Inspector itself: KeyError: 'lost'"
    assert str(log) in run.error_lines[1]
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert "Traceback" not in run.err


@pytest.mark.parametrize("error", [Cancelled, KeyboardInterrupt])
def test_stopping_is_no_failure_but_its_own_exit_code(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(arguments: Namespace, session: Session) -> Exit:
        raise error

    replace_commands(monkeypatch, stop)
    run = command("broken")
    assert (run.code, run.err) == (130, "Cancelled.\n")


def test_a_full_disk_under_the_output_is_no_bug(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(arguments: Namespace, session: Session) -> Exit:
        raise OSError(28, "No space left on device")

    replace_commands(monkeypatch, fill)
    run = command("broken")
    assert run.code == 3
    assert run.error_lines[0] == "The output could not be used: No space left on device."


def test_a_reader_that_had_enough_is_no_failure(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(arguments: Namespace, session: Session) -> Exit:
        raise BrokenPipeError

    replace_commands(monkeypatch, stop)
    monkeypatch.setattr(main_module, "close_output", lambda: None)
    run = command("broken")
    assert (run.code, run.err) == (0, "")


def replace_commands(
    monkeypatch: pytest.MonkeyPatch, run: Callable[[Namespace, Session], Exit]
) -> None:
    def no_arguments(parser: ArgumentParser) -> None:
        """None."""

    module = ModuleType("hive_inspector.cli.broken")
    module.COMMAND = Command("broken", "Fails.", no_arguments, run)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(main_module, "COMMANDS", (Listed("broken", "fails", "broken"),))


def test_the_version_is_told(command: CommandLine) -> None:
    run = command("--version")
    assert (run.code, run.out) == (0, f"Hive Inspector {hive_inspector.__version__}\n")


def test_help_lists_every_command_and_exit_code(command: CommandLine) -> None:
    run = command("--help")
    assert run.code == 0
    for one in COMMANDS:
        assert f"  {one.name}" in run.out
        assert one.summary in run.out
        told = command(one.name, "--help")
        assert told.code == 0
        assert one.load().description.splitlines()[0] in told.out
        assert one.load().name == one.name
    for code in Exit:
        assert f"\n  {code.value} " in run.out
    assert max(map(len, run.out.splitlines())) <= 120


def test_the_documents_name_every_command_option_and_exit_code() -> None:
    project = Path(__file__).resolve().parents[3]
    readme = (project / "README.md").read_text(encoding="utf-8")
    listed = (project / "docs" / "commands.md").read_text(encoding="utf-8")
    parsers = [window_parser(COMMANDS)]
    for one in COMMANDS:
        assert f"hive-inspector {one.name} " in listed
        assert f"| `hive-inspector {one.name} …` | {one.summary} |" in readme
        parsers.append(one.load().parser())
    options = {o for parser in parsers for o in parser.format_help().split() if o[:2] == "--"}
    names = {option.strip("],.").partition("=")[0] for option in options} - {"--help", "--version"}
    assert {name for name in names if name not in listed} == set()
    for code in Exit:
        assert f"| {code.value} |" in listed
        assert f"| {code.value} |" in readme


def test_a_misspelled_command_is_not_taken_for_a_file(command: CommandLine) -> None:
    run = command("statuss")
    assert run.code == 2
    assert run.error_lines[1] == "Did you mean status?"


def test_a_file_may_be_called_like_a_command(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISPLAY", ":0")
    make_file(tmp_path / "statu", ["CREATE TABLE t (a)"])
    assert command("statu").code == 0
    assert [request.path for request in command.windows] == [Path("statu")]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they always have a display")
def test_without_a_display_the_window_names_the_commands_that_work(command: CommandLine) -> None:
    run = command()
    assert run.code == 3
    commands = ", ".join(one.name for one in COMMANDS)
    assert {"status", "backup", "restore", "gallery"} <= set(commands.split(", "))
    assert run.error_lines == [
        "There is no display to open a window on.",
        f"These commands work without one: {commands}.",
    ]
    assert command.windows == []


def test_the_window_gets_what_the_command_line_says(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    command()
    command("--demo", "--theme", "dark")
    command(tmp_path / "x.db", "--page", "browse", "--write", "--verbose")
    plain, demo, named = command.windows
    assert (plain.path, plain.demo, plain.theme, plain.writable) == (None, False, None, False)
    assert (demo.demo, demo.theme) == (True, ThemeMode.DARK)
    assert (named.path, named.page, named.writable) == (tmp_path / "x.db", "browse", True)
    assert named.verbose


def test_the_gallery_gets_what_the_command_line_says(command: CommandLine, tmp_path: Path) -> None:
    command("gallery", tmp_path / "out")
    command("gallery", tmp_path / "out", "--demo", "--theme", "light", "--scale", "2")
    command("gallery", tmp_path / "out", "x.db", "--size", "800x600", "--size", "1024x640")
    plain, demo, named = command.galleries
    assert (plain.path, plain.demo, plain.sizes) == (None, False, GALLERY_SIZES)
    assert plain.themes == (ThemeMode.LIGHT, ThemeMode.DARK)
    assert (demo.demo, demo.themes) == (True, (ThemeMode.LIGHT,))
    assert demo.sizes == (PictureSize(1024, 640, 2.0), PictureSize(1440, 900, 2.0))
    assert str(named.path) == "x.db"
    assert named.sizes == (PictureSize(800, 600), PictureSize(1024, 640))


def test_the_gallery_paints_the_users_own_database(command: CommandLine, tmp_path: Path) -> None:
    own = command.home / ".hive" / "hive-ai.db"
    own.parent.mkdir()
    make_file(own, ["CREATE TABLE t (a)"])
    command("gallery", tmp_path / "out")
    assert [request.path for request in command.galleries] == [own]


def test_demo_makes_a_file_and_leaves_an_existing_one_alone(
    command: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "demo.db"
    run = command("demo", path, "--seed", "7")
    assert run.code == 0
    assert run.out.startswith(f"{path}: small, core, seed 7, ")
    content = path.read_bytes()
    again = command("demo", path)
    assert again.code == 1
    assert path.read_bytes() == content
