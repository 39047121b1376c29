"""PyAirbyte's own command line program, where it takes local executables."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from destination_writes import config_of, rejected_folder, rejected_records
from run import DESTINATION, SOURCE, Run
from sandbox import Row
from smoke_scenarios import Scenario, mappings, outcome_of, preflight, scenarios

AT_ONCE = 2
LIMIT_SECONDS = 240
SYNC_STREAM = "pandadoc_users"


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """All that it printed."""
        return f"{self.out}\n{self.err}"


def command_lines(run: Run) -> None:
    """validate, benchmark and sync, and destination-smoke-test with all of its scenarios."""
    report = run.report
    every = scenarios()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = {
            name: pool.submit(_pyab, run, name, args)
            for name, args in _commands(run, every).items()
        }
        ended = {name: job.result() for name, job in jobs.items()}
    _succeeds(run, "pyab validate of the source with its configuration", ended["source"])
    report.same(
        "pyab validate fails with a refused credential",
        expected=(1, True),
        got=(ended["refused"].code, "Pendo" in ended["refused"].words),
        compared="exit code 1, and it names Pendo",
    )
    _succeeds(run, "pyab validate of the destination with its configuration", ended["destination"])
    for what, job in [("the source", ended["read"]), ("the destination", ended["write"])]:
        _benchmark(run, f"pyab benchmark of {what}", job)
    _sync(run, ended["sync"])
    _smoke_test(run, ended["smoke"], every)


def _commands(run: Run, every: list[Scenario]) -> dict[str, list[str]]:
    """The longest first, since two run at once."""
    source, destination = str(run.program(SOURCE)), str(run.program(DESTINATION))
    bad = copy.deepcopy(run.sandbox.source_config)
    bad["pendo"]["integration_key"] = "not-the-key-of-anybody"
    smoke = config_of(run, "smoke", mappings([preflight(), *every]))
    smoke["userguiding"] |= {"nested": "json"}
    good = str(run.file("source.json", run.sandbox.source_config))
    refused = str(run.file("refused.json", bad))
    target = str(run.file("destination.json", config_of(run, "sync", [_SYNC_MAPPING])))
    scenarios_config = str(run.file("smoke.json", smoke))
    return {
        "smoke": [
            *["destination-smoke-test", "--destination", destination, "--scenarios", "all"],
            *["--config", scenarios_config],
        ],
        "sync": [
            *["sync", "--source", source, "--Sconfig", good, "--streams", SYNC_STREAM],
            *["--destination", destination, "--Dconfig", target],
        ],
        "read": ["benchmark", "--source", source, "--config", good, "--streams", SYNC_STREAM],
        "write": [
            *["benchmark", "--destination", destination, "--config", target],
            *["--num-records", "10"],
        ],
        "source": ["validate", "--connector", source, "--config", good],
        "refused": ["validate", "--connector", source, "--config", refused],
        "destination": ["validate", "--connector", destination, "--config", target],
    }


def _smoke_test(run: Run, ended: Ended, every: list[Scenario]) -> None:
    report = run.report
    if not _succeeds(run, "pyab destination-smoke-test --scenarios all", ended):
        return
    result = json.loads(ended.out[ended.out.index("{") :])
    report.same(
        "its own verdict",
        expected=(True, sum(len(each.records) for each in every)),
        got=(result["success"], result["records_delivered"]),
        compared=f"success, {result['records_delivered']} records of {len(every)} scenarios",
    )
    people = run.sandbox.dump("userguiding")["users"]
    users = {user["userId"]: user["attributes"] for user in people}
    kept = rejected_records(rejected_folder(run, "smoke"))
    report.same("its preflight", expected=True, got=result["preflight_passed"])
    for scenario in [preflight(), *every]:
        outcome = outcome_of(scenario, users, kept)
        report.nothing(
            f"scenario {scenario.name}",
            problems=outcome.problems,
            compared=f"{len(scenario.records)} records, {outcome}",
        )


_SYNC_MAPPING: Row = {
    "stream": SYNC_STREAM,
    "object": "userguiding_users",
    "key": "email",
    "fields": [{"column": "last_name", "field": "synced"}],
}


def _sync(run: Run, ended: Ended) -> None:
    if not _succeeds(run, "pyab sync from the source to the destination", ended):
        return
    people = run.sandbox.dump("userguiding")["users"]
    names = {user["userId"]: user["attributes"].get("synced") for user in people}
    members = run.sandbox.dump("pandadoc")["users"]
    run.report.same(
        "and the values are at the vendor",
        expected={user["email"]: user["last_name"] for user in members},
        got={user["email"]: names.get(user["email"]) for user in members},
        compared=f"{len(members)} users",
    )


def _benchmark(run: Run, what: str, ended: Ended) -> None:
    """Its other end is an image of Airbyte's, whatever this end is."""
    if ended.code == 0:
        run.report.same(what, expected=0, got=0)
        return
    docker = re.search(r"^.*docker.*$", ended.words, re.IGNORECASE | re.MULTILINE)
    image = re.search(r"Connector Name: '(source-e2e-test|destination-dev-null)'", ended.words)
    if docker is None or image is None:
        _succeeds(run, what, ended)
        return
    run.report.unavailable(
        what, reason=f"its other end is Airbyte's image {image[1]}, and no image is fetched here"
    )


def _succeeds(run: Run, what: str, ended: Ended) -> bool:
    tail = "\n".join(ended.words.strip().splitlines()[-12:])
    return run.report.nothing(
        what,
        problems="" if ended.code == 0 else f"exit code {ended.code}\n{tail}",
        compared="exit code 0",
    )


def _pyab(run: Run, name: str, args: list[str]) -> Ended:
    """Runs it in a folder of its own, since it writes into the one in which it is."""
    folder: Path = run.work / f"pyab-{name}"
    folder.mkdir()
    done = subprocess.run(
        ["pyab", *args],
        cwd=folder,
        env={**os.environ, "AIRBYTE_CACHE_ROOT": str(folder), "COLUMNS": "300"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    (folder / "printed.log").write_text(f"{done.stdout}\n{done.stderr}", encoding="utf-8")
    return Ended(done.returncode, done.stdout, done.stderr)
