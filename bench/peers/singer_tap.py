"""The four streams as a tap of Meltano's singer-sdk."""

from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.pagination import OffsetPaginator


def columns(**types):
    names = {"text": th.StringType, "number": th.IntegerType, "flag": th.BooleanType}
    anything = {"object": th.ObjectType, "list": lambda: th.ArrayType(th.ObjectType())}
    return th.PropertiesList(
        *(
            th.Property(name, (names | anything)[kind]())
            for kind, of_kind in types.items()
            for name in of_kind.split()
        )
    ).to_dict()


class ApiStream(RESTStream):
    """What all four have in common."""

    key_header = ("Authorization", "{}")

    @property
    def url_base(self):
        return self.config["base_url"]

    @property
    def http_headers(self):
        name, form = self.key_header
        return super().http_headers | {name: form.format(self.config["api_key"])}


class PagerdutyPages(OffsetPaginator):
    def has_more(self, response):
        return response.json()["more"]


class PagerdutyUsers(ApiStream):
    name = "pagerduty_users"
    path = "/pagerduty/users"
    primary_keys = ("id",)
    records_jsonpath = "$.users[*]"
    key_header = ("Authorization", "Token token={}")
    schema = columns(
        text="id type summary self html_url name email time_zone color avatar_url role description job_title",
        flag="billed invitation_sent",
        list="teams contact_methods notification_rules coordinated_incidents",
    )

    def get_new_paginator(self):
        return PagerdutyPages(start_value=0, page_size=100)

    def get_url_params(self, context, next_page_token):
        return {"limit": 100, "offset": next_page_token}


class PendoVisitors(ApiStream):
    name = "pendo_visitors"
    path = "/api/v1/aggregation"
    http_method = "POST"
    primary_keys = ("visitorId",)
    records_jsonpath = "$.results[*]"
    next_page_token_jsonpath = "$.results[-1:].visitorId"
    key_header = ("x-pendo-integration-key", "{}")
    schema = columns(text="visitorId", object="metadata")

    def prepare_request_payload(self, context, next_page_token):
        pipeline = [
            {"source": {"visitors": {"identified": True}}},
            {"filter": f'visitorId > "{next_page_token or ""}"'},
            {"sort": ["visitorId"]},
            {"limit": self.config["page_size"]},
        ]
        return {"response": {"mimeType": "application/json"}, "request": {"pipeline": pipeline}}


class PipedriveUsers(ApiStream):
    name = "pipedrive_users"
    path = "/pipedrive/users"
    primary_keys = ("id",)
    records_jsonpath = "$.data[*]"
    key_header = ("x-api-token", "{}")
    schema = columns(
        number="id lang role_id",
        text="name default_currency locale email phone last_login created modified timezone_name timezone_offset icon_url",
        flag="activated has_created_company active_flag is_you is_deleted",
        list="access",
    )


class PandadocMembers(ApiStream):
    name = "pandadoc_members"
    path = "/pandadoc/members"
    primary_keys = ("membership_id",)
    records_jsonpath = "$.results[*]"
    key_header = ("Authorization", "API-Key {}")
    schema = columns(
        text="user_id membership_id email first_name last_name workspace workspace_name role user_license date_created date_modified",
        flag="is_active email_verified",
    )


class UsersTap(Tap):
    name = "tap-users"
    config_jsonschema = th.PropertiesList(
        th.Property("base_url", th.StringType, required=True),
        th.Property("api_key", th.StringType, required=True, secret=True),
        th.Property("page_size", th.IntegerType, default=5000),
        th.Property("stream", th.StringType, required=True),
    ).to_dict()

    def discover_streams(self):
        kinds = (PagerdutyUsers, PendoVisitors, PipedriveUsers, PandadocMembers)
        return [kind(self) for kind in kinds if kind.name == self.config["stream"]]


if __name__ == "__main__":
    UsersTap.cli()
