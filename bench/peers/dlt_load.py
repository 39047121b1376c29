"""One of the four streams with dlt's REST source into a DuckDB file: config file, stream, database file."""

import json
import sys

import dlt
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from dlt.sources.rest_api import rest_api_source


class AfterTheLastVisitor(BasePaginator):
    def __init__(self, page_size):
        super().__init__()
        self.page_size = page_size
        self.after = ""

    def update_state(self, response, data=None):
        self._has_next_page = len(data) == self.page_size
        if data:
            self.after = data[-1]["visitorId"]

    def update_request(self, request):
        request.json["request"]["pipeline"][1]["filter"] = f'visitorId > "{self.after}"'


def pagerduty_users(_):
    paginator = {
        "type": "offset",
        "limit": 100,
        "total_path": None,
        "has_more_path": "more",
    }
    return "id", {"path": "/pagerduty/users", "paginator": paginator, "data_selector": "users"}


def pendo_visitors(page_size):
    pipeline = [
        {"source": {"visitors": {"identified": True}}},
        {"filter": 'visitorId > ""'},
        {"sort": ["visitorId"]},
        {"limit": page_size},
    ]
    return "visitorId", {
        "path": "/api/v1/aggregation",
        "method": "POST",
        "json": {"response": {"mimeType": "application/json"}, "request": {"pipeline": pipeline}},
        "paginator": AfterTheLastVisitor(page_size),
        "data_selector": "results",
    }


def pipedrive_users(_):
    return "id", {"path": "/pipedrive/users", "paginator": "single_page", "data_selector": "data"}


def pandadoc_members(_):
    endpoint = {"path": "/pandadoc/members", "paginator": "single_page", "data_selector": "results"}
    return "membership_id", endpoint


HEADERS = {
    "pagerduty_users": ("Authorization", "Token token={}"),
    "pendo_visitors": ("x-pendo-integration-key", "{}"),
    "pipedrive_users": ("x-api-token", "{}"),
    "pandadoc_members": ("Authorization", "API-Key {}"),
}

STREAMS = (pagerduty_users, pendo_visitors, pipedrive_users, pandadoc_members)


def main(config_file, stream, database, folder):
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    build = next(build for build in STREAMS if build.__name__ == stream)
    primary_key, endpoint = build(config["page_size"])
    name, form = HEADERS[stream]
    source = rest_api_source(
        {
            "client": {
                "base_url": config["base_url"],
                "headers": {name: form.format(config["api_key"])},
            },
            "resources": [{"name": stream, "primary_key": primary_key, "endpoint": endpoint}],
        }
    )
    pipeline = dlt.pipeline(
        pipeline_name="users",
        pipelines_dir=folder,
        destination=dlt.destinations.duckdb(database),
        dataset_name="users",
    )
    pipeline.run(source).raise_on_failed_jobs()


if __name__ == "__main__":
    main(*sys.argv[1:])
