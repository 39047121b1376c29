"""Users and groups of a SCIM server that is not ours, made and changed through its API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from sandbox import Row

CORE = "urn:ietf:params:scim:schemas:core:2.0"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
LIMIT_SECONDS = 60
PAGE = 500


@dataclass(frozen=True)
class Directory:
    """One tenant of the server."""

    url: str
    token: str

    def fill(self, users: int, groups: int) -> None:
        """Creates them; every third user is in a group."""
        self._bulk("Users", [_user(at) for at in range(users)])
        ids = [user["id"] for user in self.rows("Users")]
        self._bulk(
            "Groups",
            [
                {
                    "schemas": [f"{CORE}:Group"],
                    "displayName": f"Group {at}",
                    "members": [{"value": id_} for id_ in ids[at :: 3 * groups]],
                }
                for at in range(groups)
            ],
        )

    def change(self) -> None:
        """Creates, changes in each of the ways there are, and deletes."""
        users, groups = self.rows("Users"), self.rows("Groups")
        self._ask("POST", "Users", _user(len(users)))
        self._patch("Users", users[3], {"op": "replace", "path": "title", "value": "Boss"})
        self._patch("Users", users[4], {"op": "remove", "path": "externalId"})
        self._patch(
            "Users",
            users[5],
            {"op": "add", "path": f"{ENTERPRISE}:department", "value": "Legal"},
        )
        replaced = {**_user(6), "userName": users[6]["userName"], "nickName": "Six"}
        self._ask("PUT", f"Users/{users[6]['id']}", replaced)
        self._ask("DELETE", f"Users/{users[len(users) // 2]['id']}")
        self._ask("DELETE", f"Users/{users[-1]['id']}")
        self._patch("Groups", groups[0], {"op": "replace", "path": "displayName", "value": "New"})
        member = [{"value": users[1]["id"]}]
        self._patch("Groups", groups[1], {"op": "add", "path": "members", "value": member})
        self._ask("DELETE", f"Groups/{groups[-1]['id']}")
        self._ask("POST", "Groups", {"schemas": [f"{CORE}:Group"], "displayName": "Young"})

    def rows(self, kind: str) -> list[Row]:
        """All that the server lists, read in pages larger than our source asks for."""
        found: list[Row] = []
        while True:
            page = self._ask("GET", f"{kind}?startIndex={len(found) + 1}&count={PAGE}")
            found += page.get("Resources", [])
            if len(found) >= page["totalResults"] or not page.get("Resources"):
                return found

    def _bulk(self, kind: str, resources: list[Row]) -> None:
        operations = [
            {"method": "POST", "path": f"/{kind}", "bulkId": f"b{at}", "data": each}
            for at, each in enumerate(resources)
        ]
        answer = self._ask("POST", "Bulk", {"schemas": [BULK], "Operations": operations})
        refused = [one for one in answer["Operations"] if str(one["status"]) != "201"]
        if refused or len(answer["Operations"]) != len(resources):
            raise RuntimeError(f"the server refused {len(refused)} {kind}: {refused[:1]}")

    def _patch(self, kind: str, resource: Row, operation: Row) -> None:
        body = {"schemas": [PATCH], "Operations": [operation]}
        self._ask("PATCH", f"{kind}/{resource['id']}", body)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        request = Request(
            f"{self.url}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/scim+json",
            },
        )
        with urlopen(request, timeout=LIMIT_SECONDS) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def _user(at: int) -> Row:
    """Users of differing shape, so that columns are seen with a value and without."""
    user: Row = {
        "schemas": [f"{CORE}:User"],
        "userName": f"person{at}@acme.example",
        "externalId": f"ext-{at}",
        "name": {"givenName": "Zoë", "familyName": f"Ōta {at}"},
        "displayName": f"Zoë Ōta {at}",
        "active": at % 7 != 0,
        "emails": [{"value": f"person{at}@acme.example", "type": "work", "primary": True}],
    }
    if at % 2:
        user["emails"].append({"value": f"home{at}@acme.example", "type": "home"})
        user["title"] = "Engineer"
        user["timezone"] = "Europe/Berlin"
    if at % 3 == 0:
        user["schemas"].append(ENTERPRISE)
        user[ENTERPRISE] = {
            "employeeNumber": f"00{at}",
            "department": "Research",
            "manager": {"value": "nobody"},
        }
    if at % 5 == 0:
        user["phoneNumbers"] = [{"value": "tel:+49-30-1234567", "type": "mobile"}]
        user["roles"] = [{"value": "admin", "primary": True}, {"value": "auditor"}]
        user["addresses"] = [{"type": "work", "locality": "Berlin", "country": "DE"}]
    return user
