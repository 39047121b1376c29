"""The destination against scim2-server: each step changes the planned parts and nothing else."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local_servers import scim2_server
from recording_proxy import Recording, Sent, recording
from run import DESTINATION, Run
from sandbox import Row
from scim_directory import CORE, ENTERPRISE, Directory

TENANT = "pendo"
TOKEN = "a-made-up-token-for-writing-by-scim"
USERS = 230
"""Three pages of a listing, so that few users are looked for by filters."""
GROUPS = 12
LIMIT_SECONDS = 120
STREAM = "roster"
Dump = dict[str, dict[str, Row]]
"""Resources by kind and id."""
ALLOWED = {
    "allow_invitations": True,
    "max_deactivations": 50,
    "remove_members": True,
    "max_removals": 50,
}


@dataclass(frozen=True)
class Step:
    """Records of one sync, and what they must do to the server."""

    what: str
    kind: str
    rows: list[Row]
    plan: Callable[[Dump], None]
    """Changes a dump as the server is to change."""
    creates: int = 0
    undone: int = 0
    """How many of the first records a later step undoes."""


def destination_against_scim2_server(run: Run) -> None:
    """Creates, changes, deactivates, activates, fills groups; then the same again, for nothing."""
    with scim2_server(run, [TENANT], TOKEN) as address, recording(address) as kept:
        directory = Directory(f"{address}/{TENANT}/v2", TOKEN)
        directory.fill(USERS, GROUPS)
        steps = _steps(_dump(directory))
        for step in steps:
            _write(run, kept, directory, step)
        kept_before = len(kept.writes)
        for step in steps:
            _sync(run, kept, replace(step, rows=step.rows[step.undone :]))
        run.report.same(
            "the same records once more: no call that writes",
            expected=[],
            got=[(sent.method, sent.path) for sent in kept.writes[kept_before:]],
            compared=f"{sum(len(step.rows) for step in steps)} records",
        )
        _lint(run, kept.writes)


def _steps(before: Dump) -> list[Step]:
    users = sorted(before["Users"].values(), key=lambda user: str(user["userName"]))
    active = [user for user in users if user["active"]]
    inactive = [user for user in users if not user["active"]]
    movers, leavers = active[:3], active[3:6]
    group = next(one for one in before["Groups"].values() if len(one.get("members", [])) > 2)
    stays = [member["value"] for member in group["members"][1:]]
    joins = active[10]["id"]
    return [
        Step("two users are created", "users", [_joiner(1), _joiner(2)], _created, creates=2),
        Step("three users are changed", "users", _moves(movers), _moved(movers)),
        Step(
            "three users are deactivated",
            "users",
            _switch(leavers, False),
            _switched(leavers, False),
            undone=1,
        ),
        Step(
            "one of them is activated",
            "users",
            _switch(leavers[:1], True),
            _switched(leavers[:1], True),
        ),
        Step(
            "a user who was inactive at first is activated",
            "users",
            _switch(inactive[:1], True),
            _switched(inactive[:1], True),
        ),
        Step(
            "a group gets one member, and one is taken out",
            "groups",
            [{"displayName": group["displayName"], "members": [*stays, joins]}],
            _members(group["id"], {*stays, joins}),
        ),
        Step(
            "a group is created with two members",
            "groups",
            [{"displayName": "Young", "members": [movers[0]["userName"], joins]}],
            _group({movers[0]["id"], joins}),
            creates=1,
        ),
    ]


def _joiner(at: int) -> Row:
    return {
        "userName": f"joiner{at}@acme.example",
        "externalId": f"joiner-{at}",
        "name.givenName": "Jo",
        "name.familyName": f"Ins {at}",
        'emails[type eq "work"].value': f"joiner{at}@acme.example",
        f"{ENTERPRISE}:department": "Research",
        "active": True,
    }


def _created(dump: Dump) -> None:
    for at in (1, 2):
        dump["Users"][f"new {at}"] = {
            "schemas": {f"{CORE}:User", ENTERPRISE},
            "userName": f"joiner{at}@acme.example",
            "externalId": f"joiner-{at}",
            "name": {"givenName": "Jo", "familyName": f"Ins {at}"},
            "emails": [{"value": f"joiner{at}@acme.example", "type": "work"}],
            ENTERPRISE: {"department": "Research"},
            "active": True,
        }


def _moves(movers: list[Row]) -> list[Row]:
    return [
        {
            "userName": mover["userName"].upper(),
            "title": "Boss",
            "name": {"givenName": "Moved"},
            'emails[type eq "other"].value': f"other-{mover['userName']}",
            f"{ENTERPRISE}:costCenter": "7",
        }
        for mover in movers
    ]


def _moved(movers: list[Row]) -> Callable[[Dump], None]:
    def plan(dump: Dump) -> None:
        for mover in movers:
            user = dump["Users"][mover["id"]]
            user["title"] = "Boss"
            user["name"] = {**user["name"], "givenName": "Moved"}
            other = {"value": f"other-{mover['userName']}", "type": "other"}
            user["emails"] = [*user["emails"], other]
            user[ENTERPRISE] = {**user.get(ENTERPRISE, {}), "costCenter": "7"}
            user["schemas"] = {*user["schemas"], ENTERPRISE}

    return plan


def _switch(users: list[Row], active: bool) -> list[Row]:
    return [{"userName": user["userName"], "active": active} for user in users]


def _switched(users: list[Row], active: bool) -> Callable[[Dump], None]:
    def plan(dump: Dump) -> None:
        for user in users:
            dump["Users"][user["id"]]["active"] = active

    return plan


def _members(id_: str, ids: set[str]) -> Callable[[Dump], None]:
    def plan(dump: Dump) -> None:
        dump["Groups"][id_]["members"] = ids

    return plan


def _group(ids: set[str]) -> Callable[[Dump], None]:
    def plan(dump: Dump) -> None:
        dump["Groups"]["new 1"] = {
            "schemas": {f"{CORE}:Group"},
            "displayName": "Young",
            "members": ids,
        }

    return plan


def _write(run: Run, kept: Recording, directory: Directory, step: Step) -> None:
    """A sync, after which the server is as planned, to the last attribute."""
    before = _dump(directory)
    made = len(kept.writes)
    said = _sync(run, kept, step)
    if said:
        run.report.nothing(f"{step.what}: the sync ends well", problems=said)
        return
    wanted = {kind: {id_: _plain(one) for id_, one in before[kind].items()} for kind in before}
    step.plan(wanted)
    after = _dump(directory)
    calls = [sent.method for sent in kept.writes[made:]]
    run.report.nothing(
        f"{step.what}, and nothing else",
        problems=[*_differences(wanted, before, after), *_too_often(step, calls)],
        compared=f"{sum(map(len, after.values()))} resources, {len(calls)} calls that write",
    )


def _too_often(step: Step, calls: list[str]) -> list[str]:
    posts = calls.count("POST")
    return [] if posts == step.creates else [f"{posts} POSTs for {step.creates} creations"]


def _differences(wanted: Dump, before: Dump, after: Dump) -> list[str]:
    found: list[str] = []
    for kind, resources in after.items():
        fresh = [one for id_, one in resources.items() if id_ not in before[kind]]
        expected = [one for id_, one in wanted[kind].items() if id_.startswith("new ")]
        if _sorted(map(_plain, fresh)) != _sorted(map(_plain, expected)):
            found.append(f"new {kind}: {fresh}, not {expected}")
        for id_, one in before[kind].items():
            if id_ not in resources:
                found.append(f"{kind} {id_} is gone")
            elif wanted[kind][id_] == _plain(one):
                # Not touched at all: not even its time stamp is another one.
                if resources[id_] != one and not _is_listed_elsewhere(one, resources[id_]):
                    found.append(f"{kind} {id_} was touched: {one} is {resources[id_]}")
            elif _plain(resources[id_]) != _plain(wanted[kind][id_]):
                found.append(f"{kind} {id_}: {_plain(resources[id_])}, not {wanted[kind][id_]}")
    return found


def _is_listed_elsewhere(one: Row, other: Row) -> bool:
    """Groups of a user are what the groups say; they are compared there."""
    return {**one, "groups": None} == {**other, "groups": None}


def _sorted(rows: Iterable[Row]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True, default=sorted) for row in rows)


def _plain(resource: Row) -> Row:
    """Without what the server sets alone, and with sets where the order means nothing."""
    left_out = {"id", "meta", "groups"}
    kept = {name: value for name, value in resource.items() if name not in left_out}
    plain = copy.deepcopy(kept)
    plain["schemas"] = set(plain["schemas"])
    if isinstance(plain.get("members"), list):
        plain["members"] = {member["value"] for member in plain["members"]}
    return plain


def _dump(directory: Directory) -> Dump:
    return {
        kind: {str(row["id"]): row for row in directory.rows(kind)} for kind in ("Users", "Groups")
    }


def _sync(run: Run, kept: Recording, step: Step) -> list[str]:
    """Writes the records; gives what went wrong."""
    key = "userName" if step.kind == "users" else "displayName"
    entry = {"vendor": TENANT, "token": TOKEN, "base_url": f"{kept.url}/{TENANT}/v2"}
    target = {"object": f"{TENANT}_scim_{step.kind}", "mode": "upsert", "key": key}
    mapping = {"stream": STREAM, **target}
    config = run.file("scim_writes.json", {"scim": [{**entry, **ALLOWED}], "mappings": [mapping]})
    columns = sorted({name for row in step.rows for name in row})
    catalog = run.file("scim_writes_catalog.json", _catalog(columns, key))
    program = [str(run.program(DESTINATION)), "write"]
    done = subprocess.run(
        [*program, "--config", str(config), "--catalog", str(catalog)],
        input="".join(f"{_record(row)}\n" for row in step.rows),
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    said = [one["log"]["message"] for one in messages if one["type"] == "LOG"]
    rejected = [line for line in said if " rejected" in line and " 0 rejected" not in line]
    traces = [one["trace"] for one in messages if one["type"] == "TRACE"]
    errors = [trace["error"]["message"] for trace in traces if "error" in trace]
    return [*errors, *rejected] + ([f"exit code {done.returncode}"] if done.returncode else [])


def _record(row: Row) -> str:
    record = {"stream": STREAM, "data": row, "emitted_at": 1_700_000_000_000}
    return json.dumps({"type": "RECORD", "record": record})


def _catalog(columns: list[str], key: str) -> Row:
    properties: Row = {name: {} for name in columns}
    stream = {
        "name": STREAM,
        "json_schema": {"type": "object", "properties": properties},
        "supported_sync_modes": ["full_refresh", "incremental"],
        "source_defined_primary_key": [[key]],
    }
    return {
        "streams": [
            {
                "stream": stream,
                "sync_mode": "incremental",
                "destination_sync_mode": "append_dedup",
                "primary_key": [[key]],
            }
        ]
    }


def _lint(run: Run, writes: list[Sent]) -> None:
    """scim-sanity finds nothing in what was sent."""
    problems: list[str] = []
    patches = [sent for sent in writes if sent.method == "PATCH"]
    posts = [sent for sent in writes if sent.method == "POST"]
    program = str(Path(sys.executable).with_name("scim-sanity"))
    for sent in [*patches, *posts]:
        options = ["--patch"] if sent.method == "PATCH" else []
        done = subprocess.run(
            [program, *options, "--stdin"],
            input=json.dumps(sent.body),
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            problems.append(f"{sent.method} {sent.path}: {done.stdout}{done.stderr}")
    run.report.nothing(
        "scim-sanity finds nothing in the bodies that were sent",
        problems=problems if patches and posts else "there were none of a kind",
        compared=f"{len(patches)} PATCH and {len(posts)} POST bodies",
    )
