"""What the file is: its state at a glance, drift, verdicts, schema, pragmas and measurements."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.facts import read_facts
from hive_inspector.core.database.peeking import Peeker
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.health.findings import Evidence, Finding
from hive_inspector.core.health.probes import probe_connection, sample
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.locations import DATABASE_VARIABLE, database_path
from hive_inspector.core.support.bundle import contents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.health.probes import Reading
    from hive_inspector.core.support.bundle.masking import Masking
    from hive_inspector.core.supporting.gathering.subject import Subject

MOST_READINGS = 400


def status(subject: Subject) -> Mapping[str, object]:
    """What the file is."""
    hive, mask = subject.hive, subject.masking
    usual = database_path({}, subject.home)
    is_usual = hive.database.target.path == usual and DATABASE_VARIABLE not in subject.environ
    identity = hive.identity
    opened = hive.database.opened
    return {
        "status": contents.StatusSketch(
            path="~/.hive/hive-ai.db" if is_usual else "",
            size_bytes=hive.facts.size_bytes,
            lineage=identity.lineage.value,
            version=identity.version,
            known_version=identity.known_version,
            bookkeeping=identity.bookkeeping,
            way=opened.way.name.lower(),
            salvaging=opened.salvaging,
            note=mask.prose(opened.note),
        ),
        "identity": replace(identity, evidence=tuple(mask.prose(one) for one in identity.evidence)),
    }


def drift(subject: Subject) -> Mapping[str, object]:
    """How the schema differs."""
    mask = subject.masking
    schema = mask.schema(subject.hive.schema)
    found = drift_of(subject.hive.identity, schema)
    return {
        "drift": tuple(
            replace(one, object=mask.name(one.object), detail=mask.prose(one.detail))
            for one in found
        )
    }


def checks(subject: Subject) -> Mapping[str, object]:
    """The verdicts; what is not known yet is looked for now."""
    known = {one.check.id: one for one in subject.results}
    missing = tuple(one for one in CHECKS if one.id not in known)
    if missing:
        database, token = subject.hive.database, subject.token
        for one in check_file(database, missing, token=token, progress=subject.progress):
            known[one.check.id] = one
    results = [known[one.id] for one in CHECKS if one.id in known]
    mask = subject.masking
    return {
        "checks": tuple(
            replace(
                one,
                reason=mask.prose(one.reason),
                findings=tuple(_finding(finding, mask) for finding in one.findings),
            )
            for one in results
        )
    }


def schema(subject: Subject) -> Mapping[str, object]:
    """What the file declares."""
    return {"schema": subject.masking.schema(subject.hive.schema)}


def pragmas(subject: Subject) -> Mapping[str, object]:
    """Settings of the file and of our connections."""
    with subject.hive.database.reading(subject.token) as connection:
        return {"facts": read_facts(connection), "connection": probe_connection(connection)}


def probes(subject: Subject) -> Mapping[str, object]:
    """The readings that were handed in, else one of now."""
    readings = subject.readings[-MOST_READINGS:]
    if not readings:
        with closing(Peeker()) as peeker:
            readings = (sample(subject.hive.database, subject.token, peeker),)
    return {"probes": tuple(_probe(one, subject.masking) for one in readings)}


def _finding(finding: Finding, mask: Masking) -> Finding:
    """Field by field: what findings are given one day must not go along by itself."""
    shown = finding.evidence
    return Finding(
        id=":".join(map(mask.name, finding.id.split(":"))),
        check=finding.check,
        severity=finding.severity,
        rows=finding.rows,
        repair=finding.repair,
        title=mask.prose(finding.title),
        detail=mask.prose(finding.detail),
        advice=mask.prose(finding.advice),
        objects=tuple(mask.prose(one) for one in finding.objects),
        evidence=None if shown is None else Evidence(shown.columns, (), shown.total),
        cause=mask.prose(finding.cause),
        is_consequence=finding.is_consequence,
    )


def _probe(reading: Reading, mask: Masking) -> contents.ProbeSketch:
    return contents.ProbeSketch(
        taken_s=round(reading.taken_s, 3),
        response_ms=reading.response_ms,
        pool_in_use=reading.pool.in_use,
        pool_size=reading.pool.size,
        wal_bytes=reading.wal_bytes,
        waiting_frames=reading.waiting_frames,
        free_share=reading.free_share,
        readers=len(reading.readers),
        writers=len(reading.writers),
        hive_is_running=reading.hive_is_running,
        disk_free_bytes=reading.disk.free if reading.disk else None,
        failure=mask.prose(reading.failure.message) if reading.failure else "",
    )
