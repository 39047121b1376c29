"""Rows of PyAirbyte's cache, and where they differ from what they must be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox import Row
from truth import Key, Rows, Stream, plain

UPDATED_AT = "_ab_cdc_updated_at"
DELETED_AT = "_ab_cdc_deleted_at"
EXTRACTED_AT = "_airbyte_extracted_at"
SHOWN_MAX = 3


@dataclass(frozen=True)
class Cached:
    """A stream's rows in a cache, by key."""

    rows: Rows
    """Those that the source says are there."""
    tombstones: Rows
    """Those that it says are gone."""
    twice: list[Key]
    """Keys of more than one row, which must not be."""
    columns: int

    def arrived_since(self, moment: datetime) -> set[Key]:
        """Keys of rows and tombstones that came later."""
        both = {**self.rows, **self.tombstones}
        return {key for key, row in both.items() if row[EXTRACTED_AT] > plain(moment)}


def cached_rows(stream: Stream, dataset: Iterable[Any]) -> Cached:
    """Reads them through PyAirbyte's own dataset."""
    rows: Rows = {}
    tombstones: Rows = {}
    twice: list[Key] = []
    for record in dataset:
        row = {name: plain(value) for name, value in dict(record).items()}
        key = stream.key_of(row)
        if key in rows or key in tombstones:
            twice.append(key)
        (rows if row.get(DELETED_AT) is None else tombstones)[key] = row
    columns = len([name for name in stream.columns if not name.startswith("_ab_cdc_")])
    return Cached(rows, tombstones, twice, columns)


def differences(cached: Rows, truth: Rows) -> list[str]:
    """The first differences of any kind, in words; none when every column of every row is equal."""
    found = [f"{key} is missing" for key in truth if key not in cached]
    found += [f"{key} is too many" for key in cached if key not in truth]
    for key in truth.keys() & cached.keys():
        found += _row_differences(key, cached[key], truth[key])
    more = [f"and {len(found) - SHOWN_MAX} more"] if len(found) > SHOWN_MAX else []
    return found[:SHOWN_MAX] + more


def _row_differences(key: Key, got: Row, wanted: Row) -> list[str]:
    found = []
    for column, value in wanted.items():
        if column == UPDATED_AT:
            # The start of the sync that found the change: the sandbox cannot know it.
            if got.get(column) is None:
                found.append(f"{key}: {column} is empty")
        elif got.get(column) != value:
            found.append(f"{key}: {column} is {got.get(column)!r} and must be {value!r}")
    return found
