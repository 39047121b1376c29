"""The parts of a run, in the order in which they build on each other."""

from __future__ import annotations

import sys

from command_lines import command_lines
from connector_files import connector_files, recipes
from destination_writes import check, write_fails, write_from_cache, write_piped
from end_to_end import resume_in_the_middle, write_source_to_destination
from kept_files import search_for_credentials
from planted import Planter
from protocol_lines import destination_commands, source_commands
from run import Run
from scim_judges import judges
from scim_source import source_against_scim2_server
from scim_writes import destination_against_scim2_server
from source_basics import check_and_discover
from source_failures import fail_and_resume
from source_reads import (
    new_reader,
    plant_changes,
    read_changes,
    read_everything,
    read_nothing_new,
)


def run_all(run: Run) -> None:
    """Runs them all; a part that breaks off is reported, and the next one runs."""
    section = run.report.section
    with section("1. Source: check and discover"):
        streams = check_and_discover(run)
    with section("2. Source: every stream into a DuckDB cache"):
        reader = new_reader(run, streams, "everything")
        read_everything(reader)
    with section("3. Source: incremental reads"):
        read_nothing_new(reader, "a second read of unchanged data brings nothing")
        before = reader.truth()
        plant_changes(run)
        read_changes(reader, before)
        read_nothing_new(reader, "a read after that brings nothing again")
    with section("4. Source: a read that fails"):
        fail_and_resume(reader)
    planter = Planter(run)
    with section("5. Destination: check"):
        check(run)
    with section("6. Destination: written from a cache"):
        write_from_cache(run, planter)
    with section("7. Destination: piped straight from a source"):
        write_piped(run, planter)
    with section("8. Destination: writes that fail"):
        write_fails(run, planter)
    with section("9. Our source into our destination"):
        write_source_to_destination(run)
    with section("10. Our source into our destination, broken off"):
        resume_in_the_middle(run)
    with section("11. PyAirbyte's command line"):
        command_lines(run)
    with section("12. Every line of the source, by the protocol's models and airbyte-cdk's checks"):
        source_commands(run, streams)
    with section("13. Every line of the destination, by the same"):
        destination_commands(run)
    with section("14. The connectors' files, by airbyte-cdk's models; the recipes' programs"):
        connector_files(run)
        recipes(run)
    with section("15. Source: scim2-server, as each SCIM vendor"):
        if sys.version_info >= (3, 11):
            source_against_scim2_server(run)
        else:
            run.report.unavailable("scim2-server", reason="it needs Python 3.11 or 3.12")
    with section("16. The sandbox's SCIM services, by scim2-tester, scim2-cli and scim-sanity"):
        judges(run)
    with section("17. Destination: scim2-server, and what is sent to it, by scim-sanity"):
        if sys.version_info >= (3, 11):
            destination_against_scim2_server(run)
        else:
            run.report.unavailable("scim2-server", reason="it needs Python 3.11 or 3.12")
    with section("18. Credentials"):
        search_for_credentials(run)
