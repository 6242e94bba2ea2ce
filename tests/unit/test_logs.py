"""The log is a small file, and a program that cannot write it goes on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.logs import FILE_NAME, configure_logs, release_logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOG = logging.getLogger("hive_inspector.somewhere")


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    release_logs()


def test_what_happens_is_written_to_a_file(tmp_path: Path) -> None:
    configure_logs(tmp_path / "logs")
    LOG.info("it happened")
    LOG.debug("too small to mention")
    text = (tmp_path / "logs" / FILE_NAME).read_text()
    assert "INFO hive_inspector.somewhere: it happened" in text
    assert "too small" not in text


def test_the_terminal_hears_it_too_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(tmp_path, verbose=True)
    LOG.debug("said aloud")
    assert "said aloud" in capsys.readouterr().err


def test_setting_up_twice_writes_everything_once(tmp_path: Path) -> None:
    configure_logs(tmp_path)
    configure_logs(tmp_path)
    LOG.info("once")
    assert (tmp_path / FILE_NAME).read_text().count("once") == 1


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    configure_logs(tmp_path / "file" / "below")
    LOG.info("nobody hears")
