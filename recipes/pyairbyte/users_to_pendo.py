"""PyAirbyte's own write(): a cached stream, whole, into Pendo, with mappings in place of SQL.

Environment: as people_to_pendo.py. Every run sends every row of the stream's table. Columns have
PyAirbyte's names, which are in lower case.
"""

import os
import sys
from pathlib import Path

os.environ.update(AIRBYTE_OFFLINE_MODE="1", DO_NOT_TRACK="1", NO_LIVE_PROGRESS="1")
try:
    DATA = Path(os.environ["USER_SYNC_DATA"])
    TOKEN, PIPEDRIVE_URL = os.environ["PIPEDRIVE_API_TOKEN"], os.environ["PIPEDRIVE_BASE_URL"]
    KEY, PENDO_URL = os.environ["PENDO_INTEGRATION_KEY"], os.environ["PENDO_BASE_URL"]
except KeyError as missing:
    sys.exit(f"Set the environment variable {missing.args[0]}.")
os.environ.setdefault("AIRBYTE_LOGGING_ROOT", str(DATA / "logs"))

import airbyte as ab  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402

BIN = Path(__file__).resolve().parent.parent.parent / "bin"


def main() -> None:
    """Raises PyAirbyteError when reading or writing failed."""
    os.umask(0o077)
    source = ab.get_source(
        "source-user-sync",
        config={
            "pipedrive": {
                "credentials": {"auth_type": "api_token", "api_token": TOKEN},
                "base_url": PIPEDRIVE_URL,
            }
        },
        local_executable=BIN / "source-user-sync",
        streams=["pipedrive_users"],
    )
    destination = ab.get_destination(
        "destination-user-sync",
        config={
            "pendo": {"integration_key": KEY, "base_url": PENDO_URL},
            "mappings": [
                {
                    "stream": "pipedrive_users",
                    "object": "pendo_visitors",
                    "key": "email",
                    "mode": "update",
                    "fields": [
                        {"column": "name", "field": "crmname"},
                        {"column": "active_flag", "field": "active"},
                    ],
                }
            ],
            "rejected_records": {"directory": str(DATA / "rejected"), "max_percent": 50},
        },
        local_executable=BIN / "destination-user-sync",
    )
    source.check()
    destination.check()
    read = source.read(cache=DuckDBCache(db_path=DATA / "users.duckdb", schema_name="main"))
    written = destination.write(read)
    print(f"read {read.processed_records}, sent {written.processed_records}")


if __name__ == "__main__":
    try:
        main()
    except ab.exceptions.PyAirbyteError as error:
        sys.exit(str(error))
