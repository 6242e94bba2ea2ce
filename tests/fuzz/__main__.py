"""`make fuzz`: each target for some time, then a table of runs, seconds, edges and findings.

What was found stays in the folder, named after its target; the exit code is 1 where anything was. A run of another day
sets out from the corpus that this one leaves.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.counts.recording import Area, record
from tests.fuzz.targets import TARGETS

_EDGES = re.compile(r"cov: (\d+)")
_RUNS = re.compile(r"(?:stat::number_of_executed_units:|Done) (\d+)")
_LONGEST = 20_000
_FULL_S = 60
_MEMORY_MB = 2_000
_ONE_S = 25
_SLACK_S = 600


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What came of one target."""

    name: str
    runs: int
    seconds: float
    edges: int
    findings: tuple[str, ...]
    told: str


def main() -> int:
    """Fuzz, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=int, default=_FULL_S, help="for each target (%(default)s)"
    )
    parser.add_argument("--only", choices=TARGETS, action="append")
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="corpus and findings")
    arguments = parser.parse_args()
    found = [fuzz(name, arguments.seconds, arguments.keep) for name in arguments.only or TARGETS]
    if arguments.only is None and arguments.seconds >= _FULL_S:
        record("fuzz", map(_area, found))
    for line in table(found):
        sys.stdout.write(line + "\n")
    return int(any(one.findings for one in found))


def _area(one: Fuzzed) -> Area:
    return Area(
        area=one.name,
        cases=one.runs,
        failures=len(one.findings),
        seconds=round(one.seconds, 1),
        measured=f"{one.edges:,} edges reached",
    )


def fuzz(name: str, seconds: int, folder: Path) -> Fuzzed:
    """Fuzz one target in a process of its own."""
    short = name.replace(" ", "_")
    findings = folder / "findings"
    findings.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(folder / "corpus" / short)]
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-rss_limit_mb={_MEMORY_MB}",
        f"-timeout={_ONE_S}",
        f"-artifact_prefix={findings / short}-",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    before, begun = set(findings.iterdir()), time.monotonic()
    how, said = _run([*command, *options], seconds + _SLACK_S)
    new = tuple(sorted(str(one) for one in set(findings.iterdir()) - before))
    is_sound = not how
    return Fuzzed(
        name=name,
        runs=max(map(int, _RUNS.findall(said)), default=0),
        seconds=time.monotonic() - begun,
        edges=max(map(int, _EDGES.findall(said)), default=0),
        findings=new or (() if is_sound else (how,)),
        told="" if is_sound else said[-3000:],
    )


def _run(command: list[str], seconds: float) -> tuple[str, str]:
    """How it failed, or nothing, and what it said."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            return f"no end within {seconds:.0f} s", said
    return f"exit code {process.returncode}" if process.returncode else "", said


def table(found: list[Fuzzed]) -> list[str]:
    """Lines of the table, and what each finding raised."""
    lines = [f"{'target':<18}{'runs':>12}{'seconds':>9}{'edges':>8}{'findings':>10}"]
    for one in found:
        numbers = f"{one.runs:>12,}{one.seconds:>9.0f}{one.edges:>8,}{len(one.findings):>10}"
        lines.append(f"{one.name:<18}{numbers}")
    for one in found:
        if one.findings:
            lines += ["", one.name, *one.findings, one.told]
    return lines


if __name__ == "__main__":
    sys.exit(main())
