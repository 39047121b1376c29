"""Reads that fail: PyAirbyte must notice, and the next read must complete."""

from __future__ import annotations

import airbyte as ab
from airbyte.exceptions import AirbyteConnectorFailedError

from cached_rows import cached_rows
from run import DESTINATION, SOURCE, Run
from sandbox import Row
from source_reads import Reader, plant_changes, read_changes

ROLES_REFUSED: Row = {
    "vendor": "pipedrive",
    "path": "/roles",
    "what": {"type": "status", "status": 400},
    "when": {"type": "always"},
}


def fail_and_resume(reader: Reader) -> None:
    """One stream fails for good while others have changes; then it works again."""
    run, report = reader.run, reader.run.report
    before = reader.truth()
    plant_changes(run)
    rows_before = _rows_of(reader)
    run.sandbox.set_faults(ROLES_REFUSED)
    try:
        error = _failure_of(reader)
    finally:
        run.sandbox.set_faults()
    report.has(
        "a stream that fails for good makes PyAirbyte's read fail",
        part="AirbyteConnectorFailedError",
        text=error,
        compared="AirbyteConnectorFailedError, exit code 1",
    )
    report.has(
        "PyAirbyte's log names the stream that failed",
        part="pipedrive_roles",
        text=run.log_of(reader.source),
    )
    report.same(
        "nothing of the failed read is in the cache as if it were whole",
        expected=rows_before,
        got=_rows_of(reader),
        compared=f"{sum(rows_before.values())} rows as before",
    )
    read_changes(reader, before)


def _failure_of(reader: Reader) -> str:
    try:
        reader.source.read(reader.cache)
    except AirbyteConnectorFailedError as error:
        return f"{type(error).__name__}: {error}"
    return "no exception"


def _rows_of(reader: Reader) -> dict[str, int]:
    return {
        stream.name: len(list(reader.cache[stream.name]))
        for stream in reader.streams
    }
