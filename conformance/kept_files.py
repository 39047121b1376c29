"""What a run leaves in its folder, searched for credentials."""

from __future__ import annotations

from urllib.parse import quote

from run import Run

PLACES = ("logs/**/*.log", "pyairbyte.txt", "pyab-*/printed.log", "rejected-*/*.jsonl")
"""Logs of PyAirbyte and of the connectors, what its commands printed, and rejected records."""


def search_for_credentials(run: Run) -> None:
    """Asserts that none of the sandbox's credentials stands in any of these files."""
    files = [file for place in PLACES for file in run.work.glob(place)]
    texts = {file: file.read_text(encoding="utf-8", errors="replace") for file in files}
    run.report.nothing(
        "no credential stands in a log, in what was printed, or beside a rejected record",
        problems=[
            f"{file.relative_to(run.work)} has the credential number {at}"
            for file, text in texts.items()
            for at, credential in enumerate(run.sandbox.credentials, start=1)
            if credential in text or quote(credential, safe="") in text
        ],
        compared=f"{len(files)} files, {sum(map(len, texts.values())) // 1000} kB",
    )
