"""What every part of a run is given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import airbyte as ab

from report import Report
from sandbox import Sandbox

SOURCE = "source-user-sync"
DESTINATION = "destination-user-sync"


@dataclass(frozen=True)
class Run:
    """A run against one sandbox."""

    project: Path
    work: Path
    """A folder that goes away with the run."""
    sandbox: Sandbox
    report: Report

    def program(self, name: str) -> Path:
        """A program of the project's, by its name in bin."""
        return self.project / "bin" / name

    def source(self, config: dict[str, Any] | None = None, streams: Any = "*") -> ab.Source:
        """The source, as PyAirbyte drives a local executable."""
        return ab.get_source(
            SOURCE,
            config=config or self.sandbox.source_config,
            local_executable=self.program(SOURCE),
            streams=streams,
        )

    def destination(self, config: dict[str, Any]) -> ab.Destination:
        """The destination, as PyAirbyte drives a local executable."""
        return ab.get_destination(
            DESTINATION, config=config, local_executable=self.program(DESTINATION)
        )

    def file(self, name: str, content: Any) -> Path:
        """Writes a JSON file."""
        place = self.work / name
        place.write_text(json.dumps(content), encoding="utf-8")
        return place

    def log_of(self, connector: ab.Source | ab.Destination) -> str:
        """What a connector has logged so far, as PyAirbyte kept it."""
        files = [
            Path(handler.baseFilename)
            for handler in connector._file_logger.handlers  # noqa: SLF001 - no public way.
            if hasattr(handler, "baseFilename")
        ]
        return "\n".join(file.read_text(encoding="utf-8") for file in files)
