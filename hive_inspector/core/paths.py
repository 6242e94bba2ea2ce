"""Where the program keeps what is its own, by the custom of each system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "hive-inspector"


@dataclass(frozen=True, slots=True)
class AppPaths:
    """The program's own folders; nothing is created until something is stored."""

    settings: Path
    """Settings and window state, small and worth backing up."""
    cache: Path
    """What can be made again: the demo install."""
    state: Path
    """The log, and notes of what is under way."""

    @property
    def demo(self) -> Path:
        """The demo install that `--demo` opens."""
        return self.cache / "demo"

    @property
    def audit(self) -> Path:
        """What was done that somebody may have to account for."""
        return self.settings / "audit"

    @property
    def drafts(self) -> Path:
        """Notes of files that are being written elsewhere, each removed when its file is complete."""
        return self.state / "drafts"

    @property
    def private_copies(self) -> Path:
        """Copies of databases that cannot be read in place; each removed when it is closed."""
        return self.cache / "copies"


def app_paths() -> AppPaths:
    """The folders of the user who runs the program."""
    return AppPaths(
        settings=Path(platformdirs.user_config_dir(_APP, appauthor=False)),
        cache=Path(platformdirs.user_cache_dir(_APP, appauthor=False)),
        state=Path(platformdirs.user_state_dir(_APP, appauthor=False)),
    )


def shown_path(path: Path, home: Path | None = None) -> str:
    """A path as people write it, the home folder as `~`.

    Args:
        path: Any path.
        home: The home folder; the running user's by default.
    """
    try:
        inside = path.relative_to(home or Path.home())
    except (ValueError, RuntimeError):  # elsewhere, or a user without a home
        return str(path)
    return str(Path("~") / inside)
