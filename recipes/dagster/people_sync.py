"""A Dagster project of one file: `user-sync run --json` as an asset with figures and retries.

Environment: what ../people/run.yaml asks for, and, if they are elsewhere, USER_SYNC (the program)
and USER_SYNC_RUN_FILE (the run file).
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import dagster as dg

HERE = Path(__file__).resolve().parent
USER_SYNC = os.environ.get("USER_SYNC", str(HERE.parent.parent / "bin" / "user-sync"))
RUN_FILE = os.environ.get("USER_SYNC_RUN_FILE", str(HERE.parent / "people" / "run.yaml"))

# Another try cannot fix these; a person has to.
FOR_A_PERSON = {"config", "auth"}
# Exit codes of user-sync: 1 failed, 2 bad input, 130 interrupted.
BAD_INPUT = 2


def run_user_sync(context: dg.AssetExecutionContext) -> dict:
    """Runs one sync, passes its progress to Dagster's log, and returns its report.

    Raises dagster.Failure for every exit code but 0, without retries where they cannot help.
    """
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            [USER_SYNC, "run", RUN_FILE, "--json"], stdout=out, stderr=subprocess.PIPE, text=True
        )
        said = []
        try:
            for line in process.stderr:
                said.append(line.strip())
                context.log.info(line.strip())
            process.wait()
        except BaseException:
            # Dagster ends a run by an exception here: let user-sync stop at a safe place.
            process.terminate()
            process.wait()
            raise
        out.seek(0)
        text = out.read()
    report = json.loads(text) if text else {}
    if process.returncode == 0:
        return report
    sentences = report.get("failures") or said or ["It was interrupted."]
    kinds = set(report.get("failure_kinds", []))
    hopeless = process.returncode == BAD_INPUT or bool(FOR_A_PERSON & kinds)
    raise dg.Failure(
        description=" ".join(sentences),
        metadata={"exit_code": process.returncode, **figures(report)},
        allow_retries=not hopeless,
    )


def figures(report: dict) -> dict:
    """The numbers that are worth a chart."""
    streams, objects = report.get("streams", []), report.get("objects", [])
    total = lambda rows, name: sum(row[name] for row in rows)
    return {
        "read": total(streams, "read"),
        "changed": total(streams, "changed"),
        "deleted": total(streams, "deleted"),
        "rows": total(objects, "rows"),
        "written": total(objects, "written"),
        "unchanged": total(objects, "unchanged"),
        "rejected": total(objects, "rejected"),
        "requests": total(report.get("traffic", []), "requests"),
        "reasons": dg.MetadataValue.json(
            {one["object"]: one["rejected_by_reason"] for one in objects}
        ),
        "rejected_records_file": report.get("rejected_records_file", ""),
    }


@dg.asset(
    group_name="people",
    kinds={"duckdb"},
    retry_policy=dg.RetryPolicy(
        max_retries=3,
        delay=float(os.environ.get("USER_SYNC_RETRY_SECONDS", "60")),
        backoff=dg.Backoff.EXPONENTIAL,
        jitter=dg.Jitter.PLUS_MINUS,
    ),
    # One DuckDB file, one writer: two runs at once would only wait for each other.
    pool="people_warehouse",
)
def crm_people_in_pendo(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """People of the CRM as metadata of Pendo visitors."""
    return dg.MaterializeResult(metadata=figures(run_user_sync(context)))


@dg.asset_check(asset=crm_people_in_pendo)
def few_are_rejected(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Warns when more than five percent of the rows were rejected in the last run."""
    event = context.instance.get_latest_materialization_event(crm_people_in_pendo.key)
    metadata = event.asset_materialization.metadata if event and event.asset_materialization else {}
    value = lambda name: metadata[name].value if name in metadata else 0
    rows, rejected = value("rows"), value("rejected")
    return dg.AssetCheckResult(
        passed=rejected * 20 <= rows,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rows": rows, "rejected": rejected},
    )


people_job = dg.define_asset_job("people_job", selection=[crm_people_in_pendo])
hourly = dg.ScheduleDefinition(job=people_job, cron_schedule="17 * * * *")

defs = dg.Definitions(
    assets=[crm_people_in_pendo],
    asset_checks=[few_are_rejected],
    jobs=[people_job],
    schedules=[hourly],
)
