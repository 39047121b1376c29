"""The files that describe the connectors to Airbyte, read with airbyte-cdk's own models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from airbyte_cdk.models.connector_metadata import MetadataFile
from airbyte_cdk.test.models import ConnectorTestScenario
from airbyte_cdk.test.standard_tests.docker_base import DockerConnectorTestSuite

from run import Run

CONFIG = "acceptance-test-config.yml"


def connector_files(run: Run) -> None:
    """metadata.yaml and acceptance-test-config.yml of both connectors."""
    package = json.loads((run.project / "package.json").read_text(encoding="utf-8"))
    for name in ("source-user-sync", "destination-user-sync"):
        folder = run.project / "connectors" / name
        _read(
            run,
            f"connectors/{name}/metadata.yaml",
            lambda folder=folder: _metadata(folder, package),
        )
        # The one at the top of the project is in CAT's form, which airbyte-cdk does not take.
        _read(run, f"connectors/{name}/{CONFIG}", lambda folder=folder: _scenarios(folder))


def recipes(run: Run) -> None:
    """The recipes' programs are Python."""
    found = sorted((run.project / "recipes").glob("*/*.py"))
    problems = []
    for path in found:
        try:
            compile(path.read_text(encoding="utf-8"), str(path), "exec")
        except SyntaxError as error:
            problems.append(f"{path.relative_to(run.project)}: {error}")
    run.report.nothing(
        "the recipes' programs compile",
        problems=problems if found else "there are none",
        compared=f"{len(found)} programs",
    )


def _read(run: Run, what: str, read: Any) -> None:
    try:
        problems, figures = read()
    except Exception as error:  # noqa: BLE001 - absent, no YAML, or refused by the models.
        problems, figures = f"{type(error).__name__}: {error}", ""
    run.report.nothing(f"airbyte-cdk reads {what}", problems=problems, compared=figures)


def _metadata(folder: Path, package: Any) -> tuple[Any, str]:
    data = MetadataFile.from_file(folder / "metadata.yaml").data
    problems = []
    if data.dockerImageTag != package["version"]:
        version = package["version"]
        problems.append(f"dockerImageTag is {data.dockerImageTag}, and the version is {version}")
    if not data.dockerRepository.endswith(folder.name):
        problems.append(f"dockerRepository is {data.dockerRepository}")
    return problems, f"{data.dockerRepository}:{data.dockerImageTag}"


def _scenarios(folder: Path) -> tuple[Any, str]:
    """Scenarios as airbyte-cdk's tests collect them, and whether their files are there."""

    class Suite(DockerConnectorTestSuite):
        @classmethod
        def get_connector_root_dir(cls) -> Path:
            return folder

    assert (folder / CONFIG).is_file(), f"{folder.name}/{CONFIG} is not there"
    found: list[ConnectorTestScenario] = Suite.get_scenarios()
    lost = [
        f"{path} of {scenario.id} is not there"
        for scenario in found
        for path in (scenario.config_path, scenario.configured_catalog_path)
        # Secrets are never in the repository.
        if path is not None and "secrets" not in path.parts and not (folder / path).is_file()
    ]
    return lost or ([] if found else "no scenario"), f"{len(found)} scenarios"
