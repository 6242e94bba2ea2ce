"""Where a bundle starts: a helper process, or the program."""

from __future__ import annotations

import sys

from hive_inspector.core.database.beside import run_beside

if not run_beside(sys.argv[1:]):
    from hive_inspector.__main__ import main

    sys.exit(main())
