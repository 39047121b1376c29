"""What the caches must hold, worked out from the sandbox's own data alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from sandbox import Dump, Row, Sandbox

Key = tuple[str, ...]
Rows = dict[Key, Row]
TimeOf = Callable[[Any], Any]

PIPEDRIVE_COUNTS = ("assignment_count", "sub_role_count")
ANONYMOUS = "_PENDO_T_"
SCIM_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True)
class Stream:
    """What discover says about a stream, as far as it is needed here."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    times: frozenset[str]
    """Columns that hold points in time, which PyAirbyte stores as such."""

    @property
    def finds_deletions(self) -> bool:
        """Whether the stream makes tombstones."""
        return "_ab_cdc_deleted_at" in self.columns

    def key_of(self, row: Row) -> Key:
        """A row's key, for rows with lower-case columns."""
        return tuple(str(row[column.lower()]) for column in self.key)


def stream_from(declared: Any) -> Stream:
    """Makes it from an entry of the discovered catalog."""
    properties = declared.json_schema["properties"]
    return Stream(
        name=declared.name,
        key=tuple(path[0] for path in declared.source_defined_primary_key),
        columns=tuple(properties),
        times=frozenset(
            name for name, about in properties.items() if about.get("format") == "date-time"
        ),
    )


@dataclass(frozen=True)
class World:
    """What columns may be derived from, beside the record itself."""

    dump: Dump
    config: Row


def truth_of(
    sandbox: Sandbox, streams: Iterable[Stream], time_of: TimeOf | None = None
) -> dict[str, Rows]:
    """The rows that each stream must give, by stream and key, with PyAirbyte's lower-case columns.

    `time_of` says how points in time are shown; as PyAirbyte's cache keeps them when it is missing.
    """
    time_of = time_of or cached_time
    dumps: dict[str, Any] = {}
    truth: dict[str, Rows] = {}
    for stream in streams:
        vendor, kind = place_of(stream.name)
        if vendor not in dumps:
            dumps[vendor] = sandbox.dump(vendor)
        shown = [row for row in dumps[vendor][kind] if not _is_anonymous(row)]
        world = World(dumps[vendor], sandbox.source_config)
        rows = [_row_of(stream, row, world, time_of) for row in shown]
        truth[stream.name] = {stream.key_of(row): row for row in rows}
        if len(truth[stream.name]) != len(rows):
            raise ValueError(f"the sandbox holds two records of one key for {stream.name}")
    return truth


def place_of(stream: str) -> tuple[str, str]:
    """The vendor of the sandbox, and the kind of its dump, that a stream shows."""
    if scim := re.fullmatch(r"([a-z]+)_scim_(.*)", stream):
        return "scim", f"{scim[1]}_{scim[2]}"
    vendor, kind = stream.split("_", 1)
    return vendor, kind


def plain(value: Any) -> Any:
    """A value in the one form in which both sides are compared: lists of objects are sets."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        items = [plain(each) for each in value]
        if items and all(isinstance(item, dict) for item in items):
            return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
        return items
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return value


def _is_anonymous(row: Row) -> bool:
    """Visitors whom Pendo cannot name are left out unless include_anonymous is on."""
    return str(row.get("visitorId", "")).startswith(ANONYMOUS)


def _row_of(stream: Stream, shown: Row, world: World, time_of: TimeOf) -> Row:
    """Every column of the stream with the value that the vendor's record must lead to."""
    vendor_row = RENAMED.get(stream.name, dict)(shown)
    homeless = [name for name in vendor_row if name not in stream.columns]
    if homeless:
        raise ValueError(f"{stream.name} has no column for the vendor's {', '.join(homeless)}")
    derived = DERIVED.get(stream.name, _nothing)(vendor_row, world)
    row = {name: None for name in stream.columns} | vendor_row | derived
    return {
        name.lower(): time_of(value) if name in stream.times else plain(value)
        for name, value in row.items()
    }


def moment(value: Any) -> str | None:
    """A point in time in UTC: the same for the same moment, however it is written."""
    if value is None:
        return None
    read = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    # Pipedrive writes times in UTC and does not say so.
    return (read if read.tzinfo else read.replace(tzinfo=timezone.utc)).astimezone(
        timezone.utc
    ).isoformat()


def cached_time(value: Any) -> str | None:
    """A point in time as PyAirbyte's DuckDB cache keeps it.

    It makes a TIMESTAMP also of what is declared to have a time zone, and DuckDB then drops the
    offset: 19:00-05:00 is stored as 19:00. With Z, as nearly all vendors write it, that is UTC.
    """
    if value is None:
        return None
    read = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return read.replace(tzinfo=None).isoformat()


def _renamed_metadata_field(row: Row) -> Row:
    """Pendo begins some names with a capital letter; the columns do not."""
    return {name[0].lower() + name[1:]: value for name, value in row.items()}


def _numbered_role(row: Row) -> Row:
    """Pipedrive sends these counts as text; the columns are integers."""
    return {name: int(row[name]) if name in PIPEDRIVE_COUNTS else row[name] for name in row}


def _scim_user(row: Row) -> Row:
    """The extension's name is no name for a column."""
    return {"enterprise_user" if name == SCIM_ENTERPRISE else name: row[name] for name in row}


def _nothing(_row: Row, _world: World) -> Row:
    return {}


def _visitor(row: Row, _world: World) -> Row:
    auto, agent = row["metadata"]["auto"], row["metadata"].get("agent", {})
    return {
        "accountId": auto.get("accountid"),
        "accountIds": auto.get("accountids"),
        "lastUpdatedAt": auto.get("lastupdated"),
        "lastVisit": auto.get("lastvisit"),
        "firstVisit": auto.get("firstvisit"),
        "email": agent.get("email"),
    }


def _account(row: Row, _world: World) -> Row:
    auto, agent = row["metadata"]["auto"], row["metadata"].get("agent", {})
    return {
        "lastUpdatedAt": auto.get("lastupdated"),
        "lastVisit": auto.get("lastvisit"),
        "firstVisit": auto.get("firstvisit"),
        "name": agent.get("name"),
    }


def _member(row: Row, world: World) -> Row:
    """The record names the workspace where the person works now, not that of the membership."""
    workspaces = {each["membership_id"]: each["workspace_id"] for each in world.dump["memberships"]}
    names = {each["workspace_id"]: each["name"] for each in world.config["pandadoc"]["workspaces"]}
    workspace = workspaces[row["membership_id"]]
    return {
        "_workspace_id": workspace,
        "_workspace_id_is_guess": False,
        "_workspace_name": names[workspace],
        "_status": "active" if row["is_active"] else "inactive",
        "_is_admin": row["role"] == "Admin",
    }


def _pipedrive_user(row: Row, _world: World) -> Row:
    rights = [right for right in row.get("access") or [] if right["app"] == "global"]
    return {"_is_admin": any(right["admin"] for right in rights)}


RENAMED: dict[str, Callable[[Row], Row]] = {
    "pendo_metadata_fields": _renamed_metadata_field,
    "pipedrive_roles": _numbered_role,
    **{
        f"{vendor}_scim_users": _scim_user
        for vendor in ("pagerduty", "pandadoc", "pendo", "pipedrive")
    },
}
"""Where the source's columns are not named or typed as the vendor's fields."""

DERIVED: dict[str, Callable[[Row, World], Row]] = {
    "pendo_visitors": _visitor,
    "pendo_accounts": _account,
    "pandadoc_members": _member,
    "pipedrive_users": _pipedrive_user,
}
"""Columns that the source makes of others."""
