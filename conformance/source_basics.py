"""Check and discover of the source."""

from __future__ import annotations

import copy

import airbyte as ab
from airbyte.exceptions import (
    AirbyteConnectorCheckFailedError,
    AirbyteConnectorValidationFailedError,
)

from run import Run
from truth import Stream, stream_from

STREAMS = frozenset(
    """
    pagerduty_users pagerduty_contact_methods pagerduty_notification_rules pagerduty_teams
    pagerduty_team_members pagerduty_audit_records pandadoc_members pandadoc_workspaces
    pandadoc_users pendo_visitors pendo_accounts pendo_users pendo_metadata_fields pipedrive_users
    pipedrive_roles pipedrive_permission_sets pipedrive_role_assignments pipedrive_user_permissions
    pagerduty_scim_users pagerduty_scim_groups pandadoc_scim_users pendo_scim_users
    pendo_scim_groups pipedrive_scim_users pipedrive_scim_groups
    """.split()
)
"""Written down, so that a stream that is lost is noticed."""


def check_and_discover(run: Run) -> list[Stream]:
    """Asserts both; gives what discover says."""
    report = run.report
    source = run.source(streams=None)
    source.validate_config()
    report.same(
        "check accepts good credentials of every vendor", expected="", got=refusal_of(source)
    )

    report.has(
        "check refuses a bad credential, with our sentence",
        part="Pipedrive",
        text=refusal_of(run.source(_with_bad_token(run), streams=None)),
        compared="AirbyteConnectorCheckFailedError",
    )
    report.has(
        "a misspelt setting is refused before anything is asked",
        part="pipedrive_api_tokn",
        text=refusal_of(run.source({"pipedrive_api_tokn": "x"}, streams=None)),
    )

    catalog = source.discovered_catalog
    streams = [stream_from(declared) for declared in catalog.streams]
    report.same(
        "discover lists exactly the streams that there are",
        expected=sorted(STREAMS),
        got=sorted(source.get_available_streams()),
        compared=f"{len(STREAMS)} streams",
    )
    report.nothing(
        "every stream has a primary key and can be read incrementally",
        problems=[
            declared.name
            for declared in catalog.streams
            if not declared.source_defined_primary_key
            or "incremental" not in [mode.value for mode in declared.supported_sync_modes]
        ],
        compared=f"{len(streams)} streams",
    )
    return streams


def refusal_of(connector: ab.Source | ab.Destination) -> str:
    """What PyAirbyte raises when the connector is checked; empty when it raises nothing."""
    try:
        connector.check()
    except (AirbyteConnectorCheckFailedError, AirbyteConnectorValidationFailedError) as error:
        return str(error)
    return ""


def _with_bad_token(run: Run) -> dict:
    config = copy.deepcopy(run.sandbox.source_config)
    config["pipedrive"]["credentials"]["api_token"] = "not-the-token-of-anybody"
    return config
