"""Our source into our destination: with state, and broken off in the middle."""

from __future__ import annotations

from collections import Counter
from typing import Any

import airbyte as ab
from airbyte.caches import CacheBase
from airbyte.results import WriteResult

from destination_writes import config_of, failure_of, rejected_folder, rejected_records
from run import Run
from sandbox import Row

STREAMS = ["pipedrive_users", "pandadoc_users", "pendo_accounts"]
MAPPINGS: list[Row] = [
    {
        "stream": "pipedrive_users",
        "object": "pendo_visitors",
        "key": "email",
        "fields": [{"column": "name", "field": "crmname"}, {"column": "id", "field": "crmid"}],
    },
    {
        "stream": "pandadoc_users",
        "object": "userguiding_users",
        "key": "email",
        "fields": [{"column": "first_name"}, {"column": "license"}],
    },
    {
        "stream": "pendo_accounts",
        "object": "pendo_accounts",
        "key": "accountId",
        "fields": [{"column": "name", "field": "crmowner"}],
    },
]
PAGE = 100
VISITORS_BY_PAGE = {
    "vendor": "pendo",
    "path": "/aggregation",
    "what": {"type": "status", "status": 400},
    "when": {"type": "from", "n": 3},
}


def write_source_to_destination(run: Run) -> None:
    """Piped with state, again without changes, and once more from a cache."""
    report = run.report
    source, states = run.source(streams=STREAMS), ab.new_local_cache("states")
    destination = run.destination(config_of(run, "people", MAPPINGS))
    result = destination.write(source, cache=False, state_cache=states)
    _assert_people(run, "piped", result)
    again = destination.write(source, cache=False, state_cache=states)
    touched = len(run.sandbox.dump("pendo")["accounts"])
    report.same(
        "piped again with confirmed states: only what the write itself has touched is sent",
        expected=touched,
        got=again.processed_records,
        compared=f"{touched} Pendo accounts, which Pendo counts as updated since",
    )
    read = source.read(ab.new_local_cache("people"))
    destination = run.destination(config_of(run, "people-cached", MAPPINGS))
    _assert_people(run, "from a cache", destination.write(read), "people-cached")


def resume_in_the_middle(run: Run) -> None:
    """The source fails at a third page; what was confirmed before is not sent again."""
    report = run.report
    config = {"pendo": {**run.sandbox.source_config["pendo"], "page_size": PAGE}}
    source, states = run.source(config, streams=["pendo_visitors"]), ab.new_local_cache("middle")
    source.discovered_catalog  # noqa: B018 - asked now, so that the fault counts pages only.
    where = [
        {
            "stream": "pendo_visitors",
            "object": "userguiding_users",
            "key": "visitorId",
            "fields": [
                {"column": "lastUpdatedAt", "field": "moved"},
                {"constant": "yes", "field": "seen"},
            ],
        }
    ]
    label = "middle"
    destination = run.destination(config_of(run, label, where))
    run.sandbox.set_faults(VISITORS_BY_PAGE)
    try:
        raised = failure_of(lambda: _pipe(destination, source, states))
    finally:
        run.sandbox.set_faults()
    visitors = {
        row["visitorId"]: row["metadata"]["auto"].get("lastupdated")
        for row in run.sandbox.dump("pendo")["visitors"]
        if not row["visitorId"].startswith("_PENDO_T_")
    }
    arrived = _seen(run)
    report.has("a source that fails makes the piped write fail", part="Error", text=raised)
    report.same(
        "what it had given before was written",
        expected=(2 * PAGE, True),
        got=(len(arrived), arrived.items() <= visitors.items()),
        compared=f"{len(arrived)} of {len(visitors)} visitors",
    )
    result = _pipe(destination, source, states)
    report.same(
        "the next write begins where the destination's last confirmed state was",
        expected=len(visitors) - 2 * PAGE,
        got=result.processed_records,
        compared=f"{result.processed_records} records",
    )
    kept = {each["key"] for each in rejected_records(rejected_folder(run, label))}
    report.same(
        "then every visitor has arrived, or is kept as rejected",
        expected=visitors,
        got={**_seen(run), **{key: visitors[key] for key in kept}},
        compared=f"{len(visitors)} visitors, {len(kept)} of them rejected",
    )


def _pipe(destination: ab.Destination, source: ab.Source, states: CacheBase) -> WriteResult:
    return destination.write(source, cache=False, state_cache=states)


def _seen(run: Run) -> dict[str, Any]:
    users = run.sandbox.dump("userguiding")["users"]
    return {
        user["userId"]: user["attributes"].get("moved")
        for user in users
        if "seen" in user["attributes"]
    }


def _assert_people(run: Run, how: str, result: WriteResult, label: str = "people") -> None:
    report = run.report
    pendo, pipedrive = run.sandbox.dump("pendo"), run.sandbox.dump("pipedrive")
    crm = {user["email"]: (user["name"], user["id"]) for user in pipedrive["users"]}
    visitors = {row["visitorId"]: row["metadata"].get("custom", {}) for row in pendo["visitors"]}
    known = {email: values for email, values in crm.items() if email in visitors}
    report.same(
        f"{how}: Pipedrive's names and ids are in Pendo's visitors",
        expected=known,
        got={
            email: (visitors[email].get("crmname"), visitors[email].get("crmid"))
            for email in known
        },
        compared=f"{len(known)} visitors × 2 fields",
    )
    members = run.sandbox.dump("pandadoc")["users"]
    users = run.sandbox.dump("userguiding")["users"]
    people = {user["userId"]: user["attributes"] for user in users}
    report.same(
        f"{how}: PandaDoc's names and licences are in UserGuiding's users",
        expected={user["email"]: (user["first_name"], user["license"]) for user in members},
        got={
            user["email"]: tuple(
                people.get(user["email"], {}).get(name) for name in ("first_name", "license")
            )
            for user in members
        },
        compared=f"{len(members)} users × 2 fields",
    )
    names = {row["accountId"]: row["metadata"]["agent"]["name"] for row in pendo["accounts"]}
    report.same(
        f"{how}: Pendo's accounts have the names that were read",
        expected=names,
        got={
            row["accountId"]: row["metadata"]["custom"].get("crmowner") for row in pendo["accounts"]
        },
        compared=f"{len(names)} accounts",
    )
    reasons = Counter(each["reason"] for each in rejected_records(rejected_folder(run, label)))
    report.same(
        f"{how}: who is no visitor is rejected",
        expected={"not_found": len(pipedrive["users"]) - len(known)},
        got=dict(reasons),
        compared=f"not_found {reasons['not_found']}",
    )
    progress = result._progress_tracker  # noqa: SLF001 - no public way.
    report.same(
        f"{how}: records that the destination confirms, and those it rejected, are all",
        expected=result.processed_records,
        got=progress.total_destination_records_confirmed + sum(reasons.values()),
        compared=f"{progress.total_destination_records_confirmed} confirmed in states",
    )
