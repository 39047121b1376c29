"""scim2-tester, scim2-cli and scim-sanity against the sandbox's SCIM services, in every profile."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from local_servers import scim_sandbox
from run import Run
from sandbox import Sandbox

VENDORS = ["pagerduty", "pandadoc", "pendo", "pipedrive"]
LIMIT_SECONDS = 120
EXPECTED = Path(__file__).with_name("scim_expected.json")
TESTER = "scim2-tester"
SANITY = "scim-sanity"
PASSED = {"SUCCESS", "COMPLIANT", "ACCEPTABLE", "pass"}
"""What counts as passed; everything else is a failure, what is left out as well."""
LEFT_OUT = re.compile("Agent|AgenticApplication")
"""Tests of resource types that no standard has; scim-sanity leaves them out itself."""


@dataclass(frozen=True)
class Verdict:
    """What a judge found."""

    checks: int
    failures: list[str]
    """Name of the check and what it says, a line for each."""


def judges(run: Run) -> None:
    """No failure in the strict profile; in the vendors' profiles those that are expected."""
    has_tester = sys.version_info >= (3, 11)
    if not has_tester:
        run.report.unavailable(f"{TESTER} and scim2-cli", reason="they need Python 3.11 or 3.12")
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for profile in ("strict", "guide", "documented"):
        with scim_sandbox(run, profile) as sandbox:
            if profile == "strict" and has_tester:
                _command_line(run, sandbox)
            for vendor in VENDORS:
                if has_tester:
                    found = _tester(_address(sandbox, vendor))
                    _judge(run, f"{TESTER}, {profile} {vendor}", found, expected)
                found = _sanity(run, _address(sandbox, vendor))
                _judge(run, f"{SANITY}, {profile} {vendor}", found, expected)


def _judge(run: Run, title: str, found: Verdict, expected: dict[str, dict[str, str]]) -> None:
    """Every failure must be expected, and every expected one must occur."""
    known = expected.get(title, {})
    unexpected = [line for line in found.failures if not any(part in line for part in known)]
    absent = [part for part in known if not any(part in line for line in found.failures)]
    run.report.nothing(
        f"{title}: {'no failure' if not known else 'only the failures of its sheet'}",
        problems=[
            *(f"failed: {line}" for line in unexpected),
            *(f"expected to fail, and did not: {part}" for part in absent),
        ]
        if found.checks
        else "it checked nothing",
        compared=f"{found.checks} checks, {len(found.failures)} failed",
    )
    for part, reason in known.items():
        run.report.say(f"      {part}: {reason}")


def _address(sandbox: Sandbox, vendor: str) -> tuple[str, str]:
    scim = sandbox.info["vendors"]["scim"]
    return scim["otherUrls"][vendor], scim["credentials"][f"{vendor}_token"]


def _tester(address: tuple[str, str]) -> Verdict:
    from httpx2 import Client  # noqa: PLC0415 - not there on Python 3.10.
    from scim2_client.engines.httpx2 import SyncSCIMClient  # noqa: PLC0415
    from scim2_tester import check_server  # noqa: PLC0415

    url, token = address
    with Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as http:
        results = check_server(SyncSCIMClient(http))
    failures = [
        f"{one.resource_type or 'service'} {one.title}: {' '.join(str(one.reason).split())}"
        for one in results
        if one.status.name not in PASSED
    ]
    return Verdict(len(results), failures)


def _command_line(run: Run, sandbox: Sandbox) -> None:
    url, token = _address(sandbox, VENDORS[0])
    done = _run(
        ["scim2", "--url", url, "test"],
        env={"SCIM_CLI_HEADERS": f"Authorization: Bearer {token}", "NO_COLOR": "1"},
    )
    verdicts = Counter(re.findall(r"^([A-Z]+) \w+$", done.stdout, re.MULTILINE))
    run.report.same(
        f"scim2 test, strict {VENDORS[0]}: every check succeeds",
        expected=(0, {"SUCCESS"}),
        got=(done.returncode, set(verdicts)),
        compared=f"{verdicts['SUCCESS']} checks, exit code 0",
    )


def _sanity(run: Run, address: tuple[str, str]) -> Verdict:
    url, token = address
    options = ["--token", token, "--json-output", "--i-accept-side-effects"]
    done = _run(["scim-sanity", "probe", url, *options], env={})
    results = json.loads(done.stdout)["results"]
    failures = [
        f"{one['name']}: {problem}"
        for one in results
        if one["status"] not in PASSED
        and not (one["status"] == "skip" and LEFT_OUT.search(one["name"]))
        for problem in one.get("message", one["status"]).split("; ")
    ]
    return Verdict(len(results), failures)


def _run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [str(program), *command[1:]],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
