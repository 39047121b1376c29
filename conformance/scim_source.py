"""The source against scim2-server, under the name of each vendor: all, and then what changed."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import airbyte as ab

from cached_rows import cached_rows, differences
from local_servers import scim2_server
from run import Run
from scim_directory import Directory
from truth import RENAMED, Key, Rows, Stream, plain, stream_from

VENDORS = ["pagerduty", "pandadoc", "pendo", "pipedrive"]
TOKEN = "a-made-up-token-of-scim2-server"
USERS = 230
"""Three of the source's pages."""
GROUPS = 12
KINDS = {"users": "Users", "groups": "Groups"}


def source_against_scim2_server(run: Run) -> None:
    """A full read, a read of nothing, and a read of exactly what was done through the API."""
    with scim2_server(run, VENDORS, TOKEN) as address:
        directories = {name: Directory(f"{address}/{name}/v2", TOKEN) for name in VENDORS}
        for directory in directories.values():
            directory.fill(USERS, GROUPS)
        config = {
            "scim": [
                {"vendor": name, "token": TOKEN, "base_url": directory.url}
                for name, directory in directories.items()
            ]
        }
        source = run.source(config)
        streams = [stream_from(each) for each in source.discovered_catalog.streams]
        _discovered(run, streams)
        cache = ab.new_local_cache("scim2_server")
        before = _truth(directories, streams)
        _read(run, source, cache, (streams, {name: {} for name in before}, before))
        _read(run, source, cache, (streams, before, before))
        for directory in directories.values():
            directory.change()
        _read(run, source, cache, (streams, before, _truth(directories, streams)))


def _discovered(run: Run, streams: list[Stream]) -> None:
    names = {stream.name for stream in streams}
    wanted = {f"{vendor}_scim_users" for vendor in VENDORS}
    wanted |= {f"{vendor}_scim_groups" for vendor in VENDORS if vendor != "pandadoc"}
    run.report.nothing(
        "discover offers users of every vendor, and groups where the vendor can have them",
        problems=sorted(wanted - names),
        compared=f"{len(names)} streams",
    )


def _truth(directories: dict[str, Directory], streams: list[Stream]) -> dict[str, Rows]:
    truth: dict[str, Rows] = {}
    for stream in streams:
        vendor, kind = stream.name.split("_scim_")
        rows = [_row_of(stream, row) for row in directories[vendor].rows(KINDS[kind])]
        truth[stream.name] = {stream.key_of(row): row for row in rows}
    return truth


def _row_of(stream: Stream, shown: dict[str, Any]) -> dict[str, Any]:
    row = RENAMED.get(stream.name, dict)(shown)
    homeless = [name for name in row if name not in stream.columns]
    if homeless:
        raise ValueError(f"{stream.name} has no column for {', '.join(homeless)}")
    whole = {name: None for name in stream.columns} | row
    return {name.lower(): plain(value) for name, value in whole.items()}


def _read(
    run: Run,
    source: ab.Source,
    cache: Any,
    expected: tuple[list[Stream], dict[str, Rows], dict[str, Rows]],
) -> None:
    """Asserts that exactly what differs arrives, and that the cache is then as the server is."""
    streams, before, after = expected
    began = datetime.now(timezone.utc)
    result = source.read(cache)
    total = 0
    for stream in streams:
        old, new = before[stream.name], after[stream.name]
        moved: set[Key] = {key for key, row in new.items() if old.get(key) != row}
        gone = set(old) - set(new)
        total += len(moved) + len(gone)
        table = cached_rows(stream, result[stream.name])
        found = differences(table.rows, new) + [f"{key} twice" for key in table.twice]
        arrived = table.arrived_since(began)
        if arrived != moved | gone:
            found.append(f"arrived: {arrived - (moved | gone)}, missing: {moved | gone - arrived}")
        if set(table.tombstones) != gone:
            found.append(f"tombstones of {set(table.tombstones)}, and gone are {gone}")
        run.report.nothing(
            f"{stream.name}: {_what(old, new)}",
            problems=found,
            compared=f"{len(moved)} new or changed, {len(gone)} gone; {len(new)} rows equal",
        )
    run.report.same(
        "nothing else was read",
        expected=total,
        got=result.processed_records,
        compared=f"{total} records",
    )


def _what(old: Rows, new: Rows) -> str:
    if not old:
        return "everybody arrives"
    return "nothing arrives again" if old == new else "exactly what was done arrives"
