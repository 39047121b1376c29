"""Reads of every stream into a DuckDB cache: from the beginning, again, and after changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timezone

import airbyte as ab
from airbyte.caches import CacheBase

from cached_rows import Cached, cached_rows, differences
from run import Run
from truth import Key, Rows, Stream, truth_of

CHANGES = [
    ("pagerduty", {"kind": "users", "changed": 3, "joined": 2, "left": 2}),
    ("pagerduty", {"kind": "contact_methods", "changed": 4}),
    ("pagerduty", {"kind": "teams", "changed": 1}),
    ("pagerduty", {"kind": "team_members", "changed": 3, "joined": 2, "left": 2}),
    ("pandadoc", {"kind": "members", "changed": 3, "joined": 1, "left": 1}),
    ("pandadoc", {"kind": "workspaces", "changed": 1}),
    ("pendo", {"kind": "visitors", "changed": 7, "joined": 3, "left": 3}),
    ("pendo", {"kind": "accounts", "changed": 2, "joined": 1, "left": 1}),
    ("pipedrive", {"kind": "users", "changed": 4, "joined": 1, "left": 2}),
    ("pipedrive", {"kind": "roles", "changed": 1}),
    *[
        ("scim", {"kind": f"{vendor}_users", "changed": 3, "joined": 1, "left": 1})
        for vendor in ("pagerduty", "pandadoc", "pendo", "pipedrive")
    ],
    *[
        ("scim", {"kind": f"{vendor}_groups", "changed": 1})
        for vendor in ("pagerduty", "pendo", "pipedrive")
    ],
]


@dataclass(frozen=True)
class Arrived:
    """What a read has brought, and what the cache holds after it."""

    records: int
    tables: dict[str, Cached]
    keys: dict[str, set[Key]]


@dataclass
class Reader:
    """A source and its cache, read again and again."""

    run: Run
    streams: list[Stream]
    source: ab.Source
    cache: CacheBase
    untold: dict[str, Rows] = field(default_factory=lambda: defaultdict(dict))
    """Rows that are gone and that the vendor lets nobody know of: they stay in the cache."""
    tombstones: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    """Keys that the source has said are gone."""

    def read(self) -> Arrived:
        """Reads all streams incrementally."""
        began = datetime.now(timezone.utc)
        result = self.source.read(self.cache)
        tables = {stream.name: cached_rows(stream, result[stream.name]) for stream in self.streams}
        return Arrived(
            records=result.processed_records,
            tables=tables,
            keys={name: table.arrived_since(began) for name, table in tables.items()},
        )

    def truth(self) -> dict[str, Rows]:
        """What the sandbox holds now."""
        return truth_of(self.run.sandbox, self.streams)


def new_reader(run: Run, streams: list[Stream], name: str) -> Reader:
    """A source of all streams with a cache of its own."""
    return Reader(run, streams, run.source(), ab.new_local_cache(name))


def read_everything(reader: Reader) -> None:
    """Asserts that a first read leaves in the cache what the sandbox holds, row by row."""
    report = reader.run.report
    truth = reader.truth()
    arrived = reader.read()
    for stream in reader.streams:
        table, rows = arrived.tables[stream.name], truth[stream.name]
        found = differences(table.rows, rows) + [f"{key} twice" for key in table.twice]
        if not rows:
            found.append("the sandbox holds none, so that nothing was compared")
        report.nothing(
            f"{stream.name} is complete and equal to the sandbox's data",
            problems=found + [f"{key} is a tombstone" for key in table.tombstones],
            compared=f"{len(rows)} records × {table.columns} columns",
        )
    report.same(
        "as many records as all streams have were read, none twice",
        expected=sum(map(len, truth.values())),
        got=arrived.records,
        compared=f"{arrived.records} records",
    )


def read_nothing_new(reader: Reader, what: str) -> None:
    """Asserts that a read without changes brings no record."""
    arrived = reader.read()
    reader.run.report.same(
        what,
        expected=(0, {}),
        got=(arrived.records, {name: keys for name, keys in arrived.keys.items() if keys}),
        compared=f"0 records of {len(reader.streams)} streams",
    )


def plant_changes(run: Run) -> None:
    """Changes, adds and removes a few records of every kind."""
    for vendor, change in CHANGES:
        run.sandbox.change(vendor, **change)


def read_changes(reader: Reader, before: dict[str, Rows]) -> None:
    """Asserts that exactly what differs from `before` arrives, values and tombstones."""
    report = reader.run.report
    after = reader.truth()
    arrived = reader.read()
    total = 0
    for stream in reader.streams:
        moved, told = _expect(reader, stream, before[stream.name], after[stream.name])
        total += len(moved) + len(told)
        table, untold = arrived.tables[stream.name], reader.untold[stream.name]
        found = differences(table.rows, {**after[stream.name], **untold})
        if arrived.keys[stream.name] != moved | told:
            found.append(f"arrived: {arrived.keys[stream.name]}, planted: {moved | told}")
        if set(table.tombstones) != reader.tombstones[stream.name]:
            found.append(
                f"tombstones of {set(table.tombstones)}, and gone are "
                f"{reader.tombstones[stream.name]}"
            )
        silent = f", {len(untold)} that the vendor does not tell" if untold else ""
        report.nothing(
            f"{stream.name}: exactly what was changed arrives",
            problems=found + [f"{key} twice" for key in table.twice],
            compared=f"{len(moved)} new or changed, {len(told)} gone{silent}; "
            f"then {len(table.rows)} rows equal",
        )
    report.same(
        "nothing else was read", expected=total, got=arrived.records, compared=f"{total} records"
    )
    report.nothing(
        "the sandbox really changed what it was asked to",
        problems=[name for name in _changed_streams() if before[name] == after[name]],
        compared=f"{len(_changed_streams())} streams",
    )


def _expect(
    reader: Reader, stream: Stream, old: Rows, new: Rows
) -> tuple[set[Key], set[Key]]:
    """Keys whose rows must arrive and keys whose tombstones must; remembers what stays behind."""
    moved = {key for key, row in new.items() if old.get(key) != row}
    gone = set(old) - set(new)
    if not stream.finds_deletions:
        reader.untold[stream.name].update({key: old[key] for key in gone})
        return moved, set()
    reader.tombstones[stream.name] = (reader.tombstones[stream.name] | gone) - set(new)
    return moved, gone


def _changed_streams() -> list[str]:
    names = []
    for vendor, change in CHANGES:
        kind = change["kind"]
        names.append(kind.replace("_", "_scim_") if vendor == "scim" else f"{vendor}_{kind}")
    return names
