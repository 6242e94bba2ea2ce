"""What tests of documents get: the command line, as its own tests have it."""

from tests.unit.cli.conftest import command

__all__ = ["command"]
