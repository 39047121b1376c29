"""Every line of every command, read with the protocol models that PyAirbyte and airbyte-cdk use."""

from __future__ import annotations

import copy
import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from airbyte_cdk.models import (
    AirbyteMessageSerializer,
    ConfiguredAirbyteCatalog,
    ConfiguredAirbyteStream,
    DestinationSyncMode,
    SyncMode,
)
from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_cdk.test.standard_tests._assertions import assert_config_matches_spec
from airbyte_cdk.test.standard_tests._catalog_checks import (
    CATALOG_CHECKS,
    find_catalog_problems,
    format_catalog_problems,
)
from airbyte_cdk.test.standard_tests._read_assertions import assert_read_records
from airbyte_cdk.test.standard_tests._spec_lint import (
    assert_no_secrets_in_output,
    assert_spec_is_valid,
    get_single_spec,
)
from airbyte_protocol.models import AirbyteMessage, AirbyteStateBlob
from pydantic import BaseModel

from cached_rows import differences
from destination_writes import config_of
from planted import mappings, plant
from run import DESTINATION, SOURCE, Run
from sandbox import Row
from truth import Stream, moment, plain, truth_of

LIMIT_SECONDS = 120
PROBLEMS_MAX = 3


@dataclass(frozen=True)
class Printed:
    """What a command printed."""

    title: str
    code: int
    lines: list[str]
    err: str

    @property
    def output(self) -> EntrypointOutput:
        """The same as airbyte-cdk's tests see it."""
        return EntrypointOutput(messages=self.lines)


def source_commands(run: Run, streams: list[Stream]) -> None:
    """spec, check, discover and read of the source."""
    report = run.report
    config = run.sandbox.source_config
    bad = copy.deepcopy(config)
    bad["pandadoc"]["workspaces"][0]["credentials"]["api_key"] = "not-the-key-of-anybody"
    spec = _printed(run, SOURCE, ["spec"], types={"SPEC"})
    _printed(run, SOURCE, ["check"], config=config, types={"CONNECTION_STATUS"})
    _printed(run, SOURCE, ["check"], config=bad, types={"CONNECTION_STATUS"}, note="refused")
    discovered = _printed(run, SOURCE, ["discover"], config=config, types={"CATALOG"})
    catalog = discovered.output.catalog.catalog
    configured = ConfiguredAirbyteCatalog(
        streams=[
            ConfiguredAirbyteStream(
                stream=stream,
                sync_mode=SyncMode.incremental,
                destination_sync_mode=DestinationSyncMode.append_dedup,
            )
            for stream in catalog.streams
        ]
    )
    declared = json.loads(next(line for line in discovered.lines if '"CATALOG"' in line))
    chosen = {"streams": [_configured(each) for each in declared["catalog"]["streams"]]}
    read = _printed(
        run,
        SOURCE,
        ["read", "--catalog", str(run.file("catalog.json", chosen))],
        config=config,
        types={"RECORD", "STATE", "TRACE"},
    )
    _lint_spec(run, SOURCE, spec, config)
    problems = find_catalog_problems(catalog)
    report.nothing(
        "airbyte-cdk finds no problem in the catalog",
        problems=format_catalog_problems(problems),
        compared=f"{len(CATALOG_CHECKS)} checks of {len(catalog.streams)} streams",
    )
    _agrees(
        run,
        "airbyte-cdk: every stream gives records, and all match their schema",
        lambda: assert_read_records(
            records=read.output.records_iterator,
            configured_catalog=configured,
            require_records_per_stream=True,
            validate_schema=True,
        ),
        f"{len(read.output.records)} records",
    )
    _statuses_and_states(run, read.output, streams)
    _moments(run, read, streams)
    _no_secrets(run, SOURCE, spec, config, [discovered, read])


def destination_commands(run: Run) -> None:
    """spec, check, discover and write of the destination."""
    planted = plant(run, "lines")
    config = config_of(run, "lines", mappings())
    bad = copy.deepcopy(config)
    bad["pipedrive"]["credentials"]["api_token"] = "not-the-token-of-anybody"
    spec = _printed(run, DESTINATION, ["spec"], types={"SPEC"})
    _printed(run, DESTINATION, ["check"], config=config, types={"CONNECTION_STATUS"})
    _printed(run, DESTINATION, ["check"], config=bad, types={"CONNECTION_STATUS"}, note="refused")
    wanted = {"DESTINATION_CATALOG"}
    discovered = _printed(run, DESTINATION, ["discover"], config=config, types=wanted)
    catalog = {"streams": [_configured(each) for each in planted.streams]}
    written = _printed(
        run,
        DESTINATION,
        ["write", "--catalog", str(run.file("catalog.json", catalog))],
        config=config,
        types={"STATE"},
        given=_input_of(planted.streams),
    )
    states = [json.loads(line)["state"] for line in written.lines if '"STATE"' in line]
    rejected = sum(planted.rejected.values())
    run.report.same(
        "every state comes back, with figures that add up to all records",
        expected=(len(planted.streams), planted.total - rejected, rejected),
        got=(
            len(states),
            sum(state["destinationStats"]["recordCount"] for state in states),
            sum(state["destinationStats"]["rejectedRecordCount"] for state in states),
        ),
        compared=f"{len(states)} states, {planted.total - rejected} + {rejected} records",
    )
    _lint_spec(run, DESTINATION, spec, config)
    _no_secrets(run, DESTINATION, spec, config, [discovered, written])


def _printed(
    run: Run,
    program: str,
    args: list[str],
    *,
    types: set[str],
    config: Row | None = None,
    note: str = "",
    given: str = "",
) -> Printed:
    """Runs a command and asserts that each line is a message; `types` must be among them."""
    title = f"{program} {args[0]}{f' ({note})' if note else ''}"
    if config is not None:
        args = [*args, "--config", str(run.file("config.json", config))]
    done = subprocess.run(
        [str(run.program(program)), *args],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_SECONDS,
        check=False,
    )
    # Not splitlines: it takes U+2028, which JSON allows inside of text, for the end of a line.
    lines = [line for line in done.stdout.split("\n") if line]
    printed = Printed(title, done.returncode, lines, done.stderr)
    seen = Counter(_type_of(line) for line in printed.lines)
    problems = [problem for line in printed.lines for problem in _problems_of(line)]
    problems += [f"no {wanted} message" for wanted in types if not seen[wanted]]
    problems += [f"exit code {printed.code}"] if printed.code else []
    problems += [f"standard error: {printed.err[:300]}"] if printed.err else []
    run.report.nothing(
        f"{title}: every line is a message that the models know",
        problems=problems[:PROBLEMS_MAX],
        compared=", ".join(f"{count} {kind}" for kind, count in sorted(seen.items())),
    )
    return printed


def _problems_of(line: str) -> Iterator[str]:
    """What the two sets of models have against a line."""
    try:
        message = AirbyteMessage.model_validate_json(line)
        if message.type.value != "DESTINATION_CATALOG":
            AirbyteMessageSerializer.load(json.loads(line))
    except Exception as error:  # noqa: BLE001 - pydantic, serpyco and json each raise their own.
        yield f"{type(error).__name__}: {str(error)[:300]} in {line[:200]}"
        return
    yield from (f"{name} is unknown to the protocol, in {line[:200]}" for name in _unknown(message))


def _unknown(model: BaseModel, where: str = "") -> Iterator[str]:
    """Members that the protocol does not define; its models keep them silently."""
    if isinstance(model, AirbyteStateBlob):
        # The one place where a connector keeps what it likes.
        return
    yield from (f"{where}{name}" for name in model.model_extra or {})
    for name in type(model).model_fields:
        value = getattr(model, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel):
                yield from _unknown(each, f"{where}{name}.")


def _type_of(line: str) -> str:
    try:
        return str(json.loads(line)["type"])
    except (ValueError, TypeError, KeyError):
        return "not a message"


# Looks like a secret to airbyte-cdk and is the name of a column. airbyte-cdk wants it marked
# `airbyte_secret: false`; Airbyte's platform masks whatever has that word, whatever it says, and does not
# put back what it masks in a list. So the specification must leave the word out, and the answer is given here.
NO_SECRETS = {DESTINATION: [("mappings", "items", "key")]}


def _lint_spec(run: Run, program: str, spec: Printed, config: Row) -> None:
    single = copy.deepcopy(get_single_spec(spec.output, connector_name=program))
    for section, items, name in NO_SECRETS.get(program, []):
        option = single.connectionSpecification["properties"][section][items]["properties"][name]
        run.report.nothing(
            f"the specification of {program} leaves {section}[].{name} unmasked",
            problems="airbyte_secret" in option,
        )
        option["airbyte_secret"] = False
    _agrees(
        run,
        f"airbyte-cdk finds no problem in the specification of {program}",
        lambda: assert_spec_is_valid(single, connector_name=program),
    )
    _agrees(
        run,
        "airbyte-cdk: the configuration matches it",
        lambda: assert_config_matches_spec(
            config=config, spec_result=spec.output, connector_name=program, scenario_id="sandbox"
        ),
    )


def _no_secrets(run: Run, program: str, spec: Printed, config: Row, printed: list[Printed]) -> None:
    for each in printed:
        _agrees(
            run,
            f"airbyte-cdk finds no secret in what {each.title} printed",
            lambda each=each: assert_no_secrets_in_output(
                each.output,
                spec=get_single_spec(spec.output, connector_name=program),
                config=config,
                verb=each.title,
                connector_name=program,
            ),
            f"{len(each.lines)} lines",
        )


def _agrees(run: Run, what: str, check: Callable[[], None], compared: str = "") -> None:
    try:
        check()
    except AssertionError as error:
        run.report.nothing(what, problems=str(error), compared=compared)
    else:
        run.report.nothing(what, problems="", compared=compared)


def _statuses_and_states(run: Run, output: EntrypointOutput, streams: list[Stream]) -> None:
    wrong = {}
    for stream in streams:
        statuses = [status.value for status in output.get_stream_statuses(stream.name)]
        if statuses[:1] + statuses[-1:] != ["STARTED", "COMPLETE"] or "RUNNING" not in statuses:
            wrong[stream.name] = statuses
    run.report.nothing(
        "every stream is STARTED, RUNNING and COMPLETE, in this order",
        problems=wrong,
        compared=f"{len(streams)} streams",
    )
    stated = Counter(
        message.state.stream.stream_descriptor.name for message in output.state_messages
    )
    run.report.nothing(
        "every stream has a state of type STREAM",
        problems=[stream.name for stream in streams if not stated[stream.name]],
        compared=f"{sum(stated.values())} states",
    )


def _moments(run: Run, read: Printed, streams: list[Stream]) -> None:
    """The same comparison as with the cache, without DuckDB between, so that time zones count."""
    truth = truth_of(run.sandbox, streams, time_of=moment)
    rows: dict[str, dict[Any, Row]] = {stream.name: {} for stream in streams}
    by_name = {stream.name: stream for stream in streams}
    for line in read.lines:
        if '"RECORD"' not in line[:40]:
            continue
        record = json.loads(line)["record"]
        stream = by_name[record["stream"]]
        row = {
            name.lower(): moment(value) if name in stream.times else plain(value)
            for name, value in record["data"].items()
        }
        rows[stream.name][stream.key_of(row)] = row
    found = {name: differences(rows[name], truth[name]) for name in rows}
    times = sum(
        1
        for stream in streams
        for row in truth[stream.name].values()
        for name in stream.times
        if row[name.lower()] is not None
    )
    run.report.nothing(
        "the records themselves equal the sandbox's data, points in time to the moment",
        problems={name: each for name, each in found.items() if each},
        compared=f"{sum(map(len, rows.values()))} records, {times} points in time",
    )


def _configured(stream: Row) -> Row:
    """An entry of a configured catalog; takes streams of a catalog and planted ones."""
    declared = {name: stream[name] for name in stream if name not in ("records", "primary_key")}
    modes = {"supported_sync_modes": ["full_refresh"]}
    return {
        "stream": {**modes, **declared},
        "sync_mode": declared.get("supported_sync_modes", ["full_refresh"])[-1],
        "destination_sync_mode": "append_dedup",
        "primary_key": stream.get("primary_key") or stream.get("source_defined_primary_key"),
        **(
            {"cursor_field": stream["default_cursor_field"]}
            if stream.get("default_cursor_field")
            else {}
        ),
    }


def _input_of(streams: list[Row]) -> str:
    """The records of each stream and a state behind them, as lines."""
    messages: list[Row] = []
    for stream in streams:
        name = stream["name"]
        messages += [
            {"type": "RECORD", "record": {"stream": name, "data": data, "emitted_at": at}}
            for at, data in enumerate(stream["records"], start=1_760_000_000_000)
        ]
        state = {"stream_descriptor": {"name": name}, "stream_state": {"all": True}}
        messages.append({"type": "STATE", "state": {"type": "STREAM", "stream": state}})
    return "".join(f"{json.dumps(message)}\n" for message in messages)
