"""Check and writes of the destination: from a cache, piped straight from a source, and failing."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import airbyte as ab
from airbyte.exceptions import PyAirbyteError
from airbyte.results import WriteResult

from planted import Planted, Planter, mappings, values_at_vendors
from run import Run
from sandbox import Row
from source_basics import refusal_of

PENDO_REFUSES: Row = {
    "vendor": "pendo",
    "path": "/metadata",
    "what": {"type": "status", "status": 403},
    "when": {"type": "always"},
}


def check(run: Run) -> None:
    """Asserts what check says of good and bad credentials."""
    destination = run.destination(config_of(run, "check", mappings()))
    destination.validate_config()
    run.report.same(
        "check accepts good credentials of every vendor", expected="", got=refusal_of(destination)
    )
    config = copy.deepcopy(config_of(run, "check", mappings()))
    config["pendo"]["integration_key"] = "not-the-key-of-anybody"
    run.report.has(
        "check refuses a bad credential, with our sentence",
        part="Pendo",
        text=refusal_of(run.destination(config)),
        compared="AirbyteConnectorCheckFailedError",
    )
    config = config_of(run, "check", [{**mappings()[0], "object": "pendo_visitor"}])
    run.report.has(
        "a mapping to an object that does not exist is refused",
        part="pendo_visitor",
        text=refusal_of(run.destination(config)),
    )


def write_from_cache(run: Run, planter: Planter) -> None:
    """A source is read into a cache, and the cache is written."""
    planted, source = planter.plant("cached")
    result = source.read(ab.new_local_cache("planted"), skip_validation=True)
    _assert_written(run, planted, lambda destination: destination.write(result))


def write_piped(run: Run, planter: Planter) -> None:
    """The source's messages go straight into the destination."""
    planted, source = planter.plant("straight")
    _assert_written(
        run,
        planted,
        lambda destination: destination.write(source, cache=False, state_cache=False),
    )


def write_fails(run: Run, planter: Planter) -> None:
    """A vendor that refuses everything, and more rejections than are allowed."""
    report = run.report
    planted, source = planter.plant("failing")
    before = values_at_vendors(run, planted)
    destination = run.destination(config_of(run, "failing", mappings()[:1]))
    run.sandbox.set_faults(PENDO_REFUSES)
    try:
        raised = failure_of(lambda: _write(destination, source, ["new_plans"]))
    finally:
        run.sandbox.set_faults()
    report.has(
        "a vendor that refuses everything makes PyAirbyte's write fail",
        part="AirbyteConnectorWriteError",
        text=raised,
    )
    report.has("and the log says who refused", part="Pendo", text=run.log_of(destination))
    report.same(
        "and no value arrived",
        expected=before["pendo_visitors"],
        got=values_at_vendors(run, planted)["pendo_visitors"],
        compared=f"{len(before['pendo_visitors'])} values as before",
    )
    config = config_of(run, "too-many", mappings()[:1])
    config["rejected_records"]["max_percent"] = 1
    destination = run.destination(config)
    report.has(
        "more rejections than max_percent allows make PyAirbyte's write fail",
        part="AirbyteConnectorWriteError",
        text=failure_of(lambda: _write(destination, source, ["new_plans"])),
    )
    report.has(
        "and the log says how many there were",
        part="max_percent",
        text=run.log_of(destination),
    )


def config_of(run: Run, label: str, where: list[Row]) -> Row:
    """A configuration of all vendors whose rejected records go to a folder of their own."""
    vendors = copy.deepcopy(run.sandbox.destination_config)
    vendors["pendo"]["requests_per_second"] = 100
    vendors["userguiding"]["requests_per_10_seconds"] = 10_000
    directory = str(rejected_folder(run, label))
    return {**vendors, "mappings": where, "rejected_records": {"directory": directory}}


def rejected_folder(run: Run, label: str) -> Path:
    """Where the rejected records of a run go."""
    return run.work / f"rejected-{label}"


def rejected_records(folder: Path) -> list[Row]:
    """The records that were kept because they were rejected."""
    return [
        json.loads(line)
        for file in sorted(folder.glob("*"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def failure_of(work: Any) -> str:
    """The name and text of what PyAirbyte raises."""
    try:
        work()
    except PyAirbyteError as error:
        return f"{type(error).__name__}: {error}"
    return "no exception"


def _write(destination: ab.Destination, source: ab.Source, streams: list[str]) -> WriteResult:
    return destination.write(source, cache=False, state_cache=False, streams=streams)


def _assert_written(run: Run, planted: Planted, write: Any) -> None:
    report = run.report
    sizes = _sizes(run)
    destination = run.destination(config_of(run, planted.label, mappings()))
    result = write(destination)
    report.same(
        "every record was handed to the destination",
        expected=planted.total,
        got=result.processed_records,
        compared=f"{planted.total} records of {len(planted.streams)} streams",
    )
    held = values_at_vendors(run, planted)
    for target, values in planted.arriving.items():
        report.same(
            f"{target}: every good value is at the vendor",
            expected=values,
            got=held[target],
            compared=f"{len(values)} values",
        )
    kept = rejected_records(rejected_folder(run, planted.label))
    report.same(
        "bad records are rejected, each for its reason, and kept",
        expected=dict(planted.rejected),
        got=dict(Counter((each["object"], each["reason"]) for each in kept)),
        compared=", ".join(
            f"{target} {reason} {count}"
            for (target, reason), count in sorted(planted.rejected.items())
        ),
    )
    log = run.log_of(destination)
    for target, values in planted.arriving.items():
        bad = sum(count for (at, _), count in planted.rejected.items() if at == target)
        report.nothing(
            f"{target}: the log shows what became of all records",
            problems=_figures_missing(log, target, len(values) + bad, bad),
            compared=f"{len(values) + bad} received, {bad} rejected",
        )
    report.same(
        "generation 1 of 1, as PyAirbyte always says, removes nobody",
        expected=sizes,
        got=_sizes(run),
        compared=", ".join(f"{count} {name}" for name, count in sizes.items()),
    )


def _figures_missing(log: str, target: str, received: int, rejected: int) -> list[str]:
    lines = [line for line in log.splitlines() if f"{target}: " in line and "received" in line]
    wanted = [f"{received} received", f"{rejected} rejected"]
    return [f"{each} is not in {lines}" for each in wanted if not any(each in one for one in lines)]


def _sizes(run: Run) -> dict[str, int]:
    """How many there are of those whom no write may remove; UserGuiding's users only come."""
    pendo, pipedrive = run.sandbox.dump("pendo"), run.sandbox.dump("pipedrive")
    active = [user for user in pipedrive["users"] if user["active_flag"]]
    return {
        "visitors": len(pendo["visitors"]),
        "accounts": len(pendo["accounts"]),
        "active users": len(active),
    }
