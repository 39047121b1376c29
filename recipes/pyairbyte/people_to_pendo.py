"""Pipedrive and Pendo into a DuckDB cache, SQL over it, what changed of the result into Pendo.

Run it with a Python that has airbyte installed. Environment: PIPEDRIVE_API_TOKEN,
PIPEDRIVE_BASE_URL, PENDO_INTEGRATION_KEY, PENDO_BASE_URL, USER_SYNC_DATA (a folder).
Exit code 0: all done; 1: something failed, and a second run goes on. --dry-run shows what would
be written.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# Read when airbyte is imported: no registry, no telemetry, no live display.
os.environ.update(AIRBYTE_OFFLINE_MODE="1", DO_NOT_TRACK="1", NO_LIVE_PROGRESS="1")
try:
    DATA = Path(os.environ["USER_SYNC_DATA"])
    PIPEDRIVE = {
        "credentials": {"auth_type": "api_token", "api_token": os.environ["PIPEDRIVE_API_TOKEN"]},
        "base_url": os.environ["PIPEDRIVE_BASE_URL"],
    }
    PENDO = {
        "integration_key": os.environ["PENDO_INTEGRATION_KEY"],
        "base_url": os.environ["PENDO_BASE_URL"],
    }
except KeyError as missing:
    sys.exit(f"Set the environment variable {missing.args[0]}.")
os.environ.setdefault("AIRBYTE_LOGGING_ROOT", str(DATA / "logs"))

import airbyte as ab  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402

HERE = Path(__file__).resolve().parent
BIN = HERE.parent.parent / "bin"
STREAM = "crm_visitors"
# PyAirbyte writes columns in lower case, and keeps deleted rows: they carry _ab_cdc_deleted_at.
MODEL = """
CREATE OR REPLACE TABLE main.crm_visitors AS
SELECT visitors.visitorid AS visitor_id, users.id AS crm_id, users.name AS crm_name,
       roles.name AS crm_role, users.active_flag AS is_active
FROM main.pipedrive_users AS users
JOIN main.pendo_visitors AS visitors ON lower(visitors.visitorid) = lower(users.email)
LEFT JOIN main.pipedrive_roles AS roles
  ON roles.id = users.role_id AND roles._ab_cdc_deleted_at IS NULL
WHERE users._ab_cdc_deleted_at IS NULL
QUALIFY row_number() OVER (
  PARTITION BY visitors.visitorid ORDER BY users.active_flag DESC, users.id
) = 1
"""
EMPTY = "CREATE TABLE IF NOT EXISTS main.crm_visitors_sent AS FROM main.crm_visitors LIMIT 0"
CHANGED = "FROM main.crm_visitors EXCEPT FROM main.crm_visitors_sent"
SENT = "CREATE OR REPLACE TABLE main.crm_visitors_sent AS FROM main.crm_visitors"
DESTINATION = {
    "pendo": PENDO,
    "mappings": [
        {
            "stream": STREAM,
            "object": "pendo_visitors",
            "key": "visitor_id",
            "mode": "update",
            "fields": [
                {"column": "crm_id", "field": "crmid"},
                {"column": "crm_name", "field": "crmname"},
                {"column": "crm_role", "field": "role"},
                {"column": "is_active", "field": "active"},
            ],
        }
    ],
    "rejected_records": {"directory": str(DATA / "rejected"), "max_percent": 20},
}


def main(dry_run: bool) -> int:
    """Gives the exit code."""
    os.umask(0o077)
    cache = DuckDBCache(db_path=DATA / "pyairbyte.duckdb", schema_name="main")
    read(cache)
    cache.execute_sql([MODEL, EMPTY])
    rows = [dict(row) for row in cache.run_sql_query(CHANGED)]
    print(f"{len(rows)} rows of {STREAM} are new or changed")
    if not rows:
        return 0
    code = write(rows, dry_run)
    if code == 0 and not dry_run:
        # Rows that Pendo rejected count as sent: they are in the file of rejected records.
        cache.execute_sql(SENT)
    return code


def read(cache: DuckDBCache) -> None:
    """Only what changed: the states of the run before are in the cache's file."""
    source = ab.get_source(
        "source-user-sync",
        config={"pipedrive": PIPEDRIVE, "pendo": PENDO},
        local_executable=BIN / "source-user-sync",
        streams=["pipedrive_users", "pipedrive_roles", "pendo_visitors"],
    )
    result = source.read(cache=cache)
    print(f"read {result.processed_records} new or changed records")


def write(rows: list[dict], dry_run: bool) -> int:
    """Hands rows to the destination as Airbyte messages; gives its exit code.

    PyAirbyte's own write() takes a source or a whole cached stream, not the result of a query.
    """
    catalog = {
        "streams": [
            {
                "stream": {
                    "name": STREAM,
                    "json_schema": {"type": "object", "properties": {name: {} for name in rows[0]}},
                    "supported_sync_modes": ["full_refresh"],
                },
                "sync_mode": "full_refresh",
                "destination_sync_mode": "append_dedup",
                "primary_key": [["visitor_id"]],
            }
        ]
    }
    # Private to this user, and gone at the end: the configuration holds the key.
    with tempfile.TemporaryDirectory() as folder:
        config_file, catalog_file = Path(folder, "config.json"), Path(folder, "catalog.json")
        config_file.write_text(json.dumps(DESTINATION))
        catalog_file.write_text(json.dumps(catalog))
        records = ({"stream": STREAM, "emitted_at": 0, "data": row} for row in rows)
        lines = (json.dumps({"type": "RECORD", "record": one}, default=str) for one in records)
        ended = subprocess.run(
            [BIN / "destination-user-sync", "write"]
            + ["--config", config_file, "--catalog", catalog_file]
            + (["--dry-run"] if dry_run else []),
            input="\n".join(lines),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    for message in map(json.loads, ended.stdout.splitlines()):
        if message["type"] == "LOG":
            print(message["log"]["level"], message["log"]["message"])
        elif message["type"] == "TRACE" and "error" in message["trace"]:
            print("ERROR", message["trace"]["error"]["message"])
    return ended.returncode


if __name__ == "__main__":
    try:
        sys.exit(main("--dry-run" in sys.argv[1:]))
    except ab.exceptions.PyAirbyteError as error:
        # The connector's own sentence stands in what PyAirbyte printed before.
        sys.exit(str(error))
