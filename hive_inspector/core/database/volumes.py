"""On what kind of volume a file lies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pathlib import Path

_REMOTE = frozenset(
    {"9p", "afs", "ceph", "cifs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"}
)


def is_local(path: Path) -> bool:
    """Whether a file lies on a disk of this computer; pages of one on a network can vanish while they are mapped.

    Args:
        path: An absolute path, its symlinks resolved.
    """
    if psutil.WINDOWS:
        return not path.drive.startswith("\\\\")
    kinds = {mount.mountpoint: mount.fstype for mount in psutil.disk_partitions(all=True)}
    mounted = (kinds.get(os.fspath(folder)) for folder in path.parents)
    kind = next((kind for kind in mounted if kind is not None), "")
    return kind not in _REMOTE and not kind.startswith("fuse.")
