"""PyAirbyte's scenarios for destinations: where each goes, and what became of each record."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from airbyte._util.destination_smoke_tests import _build_preflight_scenario
from airbyte.cli.smoke_test_source._scenarios import PREDEFINED_SCENARIOS, get_scenario_records

from sandbox import Row

REJECTED = {
    "large_decimals_and_numbers": Counter({"invalid_value": 2}),
    "special_number_values": Counter({"invalid_value": 4}),
}
"""Records that cannot be written, all for whole numbers beyond 2^53, which JSON text in JavaScript
cannot carry to UserGuiding exactly. Of every other scenario each record is written."""


@dataclass(frozen=True)
class Scenario:
    """A stream of the smoke test."""

    name: str
    key: str
    columns: tuple[str, ...]
    records: list[Row]

    @property
    def mapping(self) -> Row:
        """Each column becomes an attribute of the scenario's own, as all share the ids 1, 2, 3."""
        return {
            "stream": self.name,
            "object": "userguiding_users",
            "key": self.key,
            "fields": [{"column": name, "field": self.field_of(name)} for name in self.columns],
        }

    def field_of(self, column: str) -> str:
        """The attribute that a column becomes; a dot in it would mean a nested field."""
        return f"{self.name}__{re.sub('[^A-Za-z0-9]', '_', column)}"

    def expected(self) -> dict[str, Row]:
        """By user, the attributes that must be there: the last of a key wins, null is skipped."""
        users: dict[str, Row] = {}
        for record in self.records:
            sent = {
                self.field_of(name): value
                for name, value in record.items()
                if name != self.key and value is not None
            }
            users.setdefault(str(record[self.key]), {}).update(sent)
        return users


@dataclass(frozen=True)
class Outcome:
    """What became of a scenario's records."""

    rejected: Counter[str]
    problems: list[str]

    def __str__(self) -> str:
        """The rejections by reason."""
        reasons = ", ".join(f"{reason} {count}" for reason, count in self.rejected.items())
        return f"{sum(self.rejected.values())} rejected ({reasons})" if reasons else "0 rejected"


def scenarios() -> list[Scenario]:
    """All of PyAirbyte's scenarios."""
    return [_scenario(each) for each in PREDEFINED_SCENARIOS]


def preflight() -> Scenario:
    """What the smoke test writes by itself before the others."""
    return _scenario(_build_preflight_scenario())


def _scenario(given: Row) -> Scenario:
    key = (given.get("primary_key") or [["event_id"]])[0][0]
    return Scenario(
        name=given["name"],
        key=key,
        columns=tuple(name for name in given["json_schema"]["properties"] if name != key),
        records=get_scenario_records(given),
    )


def mappings(of: list[Scenario]) -> list[Row]:
    """Where every scenario goes."""
    return [each.mapping for each in of]


def outcome_of(scenario: Scenario, users: dict[str, Row], kept: list[Row]) -> Outcome:
    """Compares with what UserGuiding has and with the records that were kept as rejected."""
    mine = [each for each in kept if each["stream"] == scenario.name]
    rejected_keys = {each["key"] for each in mine}
    problems = [
        f"user {key}: {field} is {users.get(key, {}).get(field)!r} and must be {value!r}"[:300]
        for key, wanted in scenario.expected().items()
        if key not in rejected_keys
        for field, value in wanted.items()
        if _as_planted(users.get(key, {}).get(field), value) != value
    ]
    rejected = Counter(each["reason"] for each in mine)
    wanted = REJECTED.get(scenario.name, Counter())
    if rejected != wanted:
        problems.append(f"rejected are {dict(rejected)}, and must be {dict(wanted)}")
    return Outcome(rejected, problems)


def _as_planted(held: Any, planted: Any) -> Any:
    """UserGuiding takes no objects and arrays: with nested json they go as text."""
    if isinstance(planted, (dict, list)) and isinstance(held, str):
        return json.loads(held)
    return held
