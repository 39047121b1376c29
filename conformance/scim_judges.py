"""scim2-tester, scim2-cli and scim-sanity against the sandbox's SCIM services, in every profile."""

from __future__ import annotations

import json
import os
import random
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
LEFT_OUT = re.compile("^Agent")
"""Tests of resource types that no standard has; scim-sanity leaves them out itself."""
SEED = 1
"""scim2-tester chooses some of its values at random: the same ones in every run."""
MADE_UP = [
    (r" Patched value:.*", ""),
    (r"http://127\.0\.0\.1:\d+/\S*?/v2/", ""),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9A-Z]{26}\b", "ID"),
    (r"Updated-[^']*|scim-sanity-test-group-\w+", "NAME"),
    (r" \(RFC [^)]*\)", ""),
]
"""What differs from run to run, and what replaces it in the names of failures."""
PROFILES = {
    "strict": VENDORS,
    "guide": VENDORS,
    # Pendo documents what guides say.
    "documented": ["pagerduty", "pandadoc", "pipedrive"],
}


Expected = dict[str, list[str]]
"""Failures by the reason for which the vendor's service must fail there."""


@dataclass(frozen=True)
class Verdict:
    """What a judge found."""

    checks: int
    failures: list[str]
    """The check and what it says, without what differs from run to run; a line for each."""


def judges(run: Run) -> None:
    """No failure in the strict profile; in the vendors' profiles those that are expected."""
    has_tester = sys.version_info >= (3, 11)
    if not has_tester:
        run.report.unavailable(f"{TESTER} and scim2-cli", reason="they need Python 3.11 or 3.12")
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for profile, vendors in PROFILES.items():
        with scim_sandbox(run, profile) as sandbox:
            if profile == "strict" and has_tester:
                _command_line(run, sandbox)
            for vendor in vendors:
                # The strict services differ in their names only, and scim2 has tested one.
                if has_tester and profile != "strict":
                    found = _tester(_address(sandbox, vendor))
                    _judge(run, f"{TESTER}, {profile} {vendor}", found, expected)
                found = _sanity(_address(sandbox, vendor))
                _judge(run, f"{SANITY}, {profile} {vendor}", found, expected)


def _judge(run: Run, title: str, found: Verdict, expected: dict[str, Expected]) -> None:
    """Every failure must be expected, and every expected one must occur."""
    known = expected.get(title, {})
    names = {name for each in known.values() for name in each}
    failed = set(found.failures)
    run.report.nothing(
        f"{title}: {'only failures that are expected' if known else 'no failure'}",
        problems=[
            *(f"failed: {name}" for name in sorted(failed - names)),
            *(f"expected to fail, and did not: {name}" for name in sorted(names - failed)),
        ]
        if found.checks
        else "it checked nothing",
        compared=f"{found.checks} checks, {len(found.failures)} failed",
    )
    for reason, each in known.items():
        run.report.say(f"      {len(each):>2} failed: {reason}")


def _plain(name: str) -> str:
    for pattern, instead in MADE_UP:
        name = re.sub(pattern, instead, name)
    return name


def _address(sandbox: Sandbox, vendor: str) -> tuple[str, str]:
    scim = sandbox.info["vendors"]["scim"]
    return scim["otherUrls"][vendor], scim["credentials"][f"{vendor}_token"]


def _tester(address: tuple[str, str]) -> Verdict:
    from httpx2 import Client  # noqa: PLC0415 - not there on Python 3.10.
    from scim2_client.engines.httpx2 import SyncSCIMClient  # noqa: PLC0415
    from scim2_tester import check_server  # noqa: PLC0415

    url, token = address
    random.seed(SEED)
    with Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as http:
        results = check_server(SyncSCIMClient(http))
    failures = [
        _plain(f"{one.resource_type or 'service'} {one.title}: {' '.join(str(one.reason).split())}")
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


def _sanity(address: tuple[str, str]) -> Verdict:
    url, token = address
    options = ["--token", token, "--json-output", "--i-accept-side-effects"]
    done = _run(["scim-sanity", "probe", url, *options], env={})
    if not done.stdout.startswith("{"):
        # It does not outlive a body that is no JSON.
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return Verdict(1, [f"breaks off: {lines[-1].split(':')[0]}"])
    results = json.loads(done.stdout)["results"]
    failures = [
        _plain(f"{one['name']}: {problem}")
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
