"""People and companies with new values, and records that must be rejected, for every object.

They come out of `source-smoke-test`, a source of PyAirbyte's own: it reads what its configuration
holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import airbyte as ab

from run import Run
from sandbox import Row

PEOPLE = 40
UNKNOWN = "nobody@elsewhere.example"


@dataclass(frozen=True)
class Planted:
    """Streams of records with their outcomes."""

    label: str
    """The new value, so that one run's values are told from another's."""
    streams: list[Row]
    arriving: dict[str, dict[str, Any]]
    """By object: the value that each key must have at the vendor."""
    rejected: Counter[tuple[str, str]]
    """By object and reason."""

    @property
    def total(self) -> int:
        """Records of all streams."""
        return sum(len(stream["records"]) for stream in self.streams)

    @property
    def config(self) -> Row:
        """The configuration that makes PyAirbyte's source give them."""
        return {
            "all_fast_streams": False,
            "all_slow_streams": False,
            "custom_scenarios": self.streams,
        }


@dataclass
class Planter:
    """One source for all that is planted: the streams stay, their records change."""

    run: Run
    _source: ab.Source | None = None

    def plant(self, label: str) -> tuple[Planted, ab.Source]:
        """Makes the streams of a label, and the source that gives them."""
        planted = plant(self.run, label)
        if self._source is None:
            self._source = ab.get_source(
                "source-smoke-test",
                config=planted.config,
                local_executable="source-smoke-test",
                streams="*",
            )
        self._source.set_config(planted.config, validate=False)
        return planted, self._source


def plant(run: Run, label: str) -> Planted:
    """Makes them from who is in the sandbox now."""
    pendo, pipedrive = run.sandbox.dump("pendo"), run.sandbox.dump("pipedrive")
    visitors = [row["visitorId"] for row in pendo["visitors"] if "@" in row["visitorId"]][:PEOPLE]
    accounts = [row["accountId"] for row in pendo["accounts"]]
    users = [row for row in pipedrive["users"] if row["active_flag"] and row["email"]][10:30]
    role = _role_for(pipedrive["roles"], label)
    good = [
        ("new_plans", "pendo_visitors", visitors, label),
        ("new_tiers", "pendo_accounts", accounts, label),
        ("new_people", "userguiding_users", [f"{label}-{at}" for at in range(PEOPLE)], label),
        ("new_roles", "pipedrive_users", [user["email"] for user in users], role["name"]),
    ]
    bad = {
        "new_plans": [
            *[("not_found", f"nobody-{at}@elsewhere.example", label) for at in range(3)],
            ("missing_key", None, label),
        ],
        "new_tiers": [("not_found", UNKNOWN, label)],
        "new_people": [("id_collision", f"{label}-1".upper(), label), ("missing_key", None, label)],
        "new_roles": [
            ("not_found", UNKNOWN, role["name"]),
            ("invalid_value", users[0]["email"], "Queen"),
        ],
    }
    return _planted(label, good, bad, role["id"])


def _planted(label: str, good: list[Any], bad: dict[str, list[Any]], role: int) -> Planted:
    streams, arriving, rejected = [], {}, Counter()
    for stream, target, keys, value in good:
        pairs = [(key, value) for key in keys]
        pairs += [(key, spoilt) for _reason, key, spoilt in bad[stream]]
        streams.append(_stream(stream, pairs))
        arriving[target] = {key: role if stream == "new_roles" else value for key in keys}
        rejected.update((target, reason) for reason, _key, _value in bad[stream])
    return Planted(label, streams, arriving, rejected)


def _stream(name: str, pairs: list[tuple[str | None, str]]) -> Row:
    return {
        "name": name,
        "primary_key": [["number"]],
        "json_schema": {
            "type": "object",
            "properties": {
                "number": {"type": "integer"},
                "person": {"type": ["null", "string"]},
                # PyAirbyte's cache knows it as newvalue, and the mapping as it is written here.
                "newValue": {"type": "string"},
            },
        },
        "records": [
            {"number": at, "person": key, "newValue": value}
            for at, (key, value) in enumerate(pairs, start=1)
        ],
    }


def _role_for(roles: list[Row], label: str) -> Row:
    """Another role for each label."""
    return sorted(roles, key=lambda role: role["id"])[2 + len(label) % 5]


def mappings() -> list[Row]:
    """Where the streams go."""
    places = [
        ("new_plans", "pendo_visitors", "plan"),
        ("new_tiers", "pendo_accounts", "tier"),
        ("new_people", "userguiding_users", "plan"),
        ("new_roles", "pipedrive_users", "role_name"),
    ]
    return [
        {
            "stream": stream,
            "object": target,
            "key": "person",
            "fields": [{"column": "newValue", "field": field}],
        }
        for stream, target, field in places
    ]


def values_at_vendors(run: Run, planted: Planted) -> dict[str, dict[str, Any]]:
    """What the sandbox holds now for the keys that were written."""
    pendo = run.sandbox.dump("pendo")
    people = run.sandbox.dump("userguiding")["users"]
    users = run.sandbox.dump("pipedrive")["users"]
    held = {
        "pendo_visitors": {row["visitorId"]: _custom(row, "plan") for row in pendo["visitors"]},
        "pendo_accounts": {row["accountId"]: _custom(row, "tier") for row in pendo["accounts"]},
        "userguiding_users": {row["userId"]: row["attributes"].get("plan") for row in people},
        "pipedrive_users": {row["email"]: row["role_id"] for row in users},
    }
    return {
        target: {key: held[target].get(key) for key in keys}
        for target, keys in planted.arriving.items()
    }


def _custom(row: Row, field: str) -> Any:
    return row["metadata"].get("custom", {}).get(field)
