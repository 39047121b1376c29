"""Runs every part against a sandbox that is up; standard input says where all is, as JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from report import Report
from sandbox import Sandbox


def main() -> int:
    """Gives the exit code."""
    given = json.load(sys.stdin)
    work = Path(given["work"])
    sandbox = Sandbox(given["sandbox"])
    report = Report(
        # What PyAirbyte prints itself would be between the lines, so that goes to a file.
        out=os.fdopen(os.dup(1), "w", encoding="utf-8"),
        credentials=sandbox.credentials,
        logs=work / "logs",
    )
    talk = os.open(work / "pyairbyte.txt", os.O_WRONLY | os.O_CREAT)
    os.dup2(talk, 1)
    os.dup2(talk, 2)
    from parts import run_all  # noqa: PLC0415 - PyAirbyte prints when it is imported.
    from run import Run  # noqa: PLC0415

    run_all(Run(project=Path(given["project"]), work=work, sandbox=sandbox, report=report))
    return report.total()


if __name__ == "__main__":
    sys.exit(main())
