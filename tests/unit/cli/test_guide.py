"""The guide for support staff says what is true: each of its commands is run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.unit.cli.conftest import CommandLine

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "support.md"
PAGE = 4096


def test_every_command_of_the_guide_shows_what_the_guide_says(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    assert command("demo", "hive.db", "--size", "small").code == 0
    shutil.copy("hive.db", "damaged.db")
    with Path("damaged.db").open("r+b") as file:
        file.seek(300 * PAGE)
        file.write(b"\xa5" * (4 * PAGE))
    Path("cut.db").write_bytes(Path("hive.db").read_bytes()[:3000])
    text = GUIDE.read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in block.split("$ hive-inspector ")[1:]:
            words, *lines = part.splitlines()
            code = next((int(line[1:-1]) for line in lines if re.fullmatch(r"\[\d+\]", line)), 0)
            run = command(*shlex.split(words))
            assert run.code == code, (words, run.out, run.err)
            shown = " ".join((run.out + run.err).split())
            for line in lines:
                if not re.fullmatch(r"\[\d+\]", line):
                    pieces = (re.escape(" ".join(piece.split())) for piece in line.split("…"))
                    assert re.search(".*".join(pieces), shown), (words, line, shown)
