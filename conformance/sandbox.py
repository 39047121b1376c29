"""The control surface of the vendor sandbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

Row = dict[str, Any]
Dump = dict[str, list[Row]]


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, as `user-sync sandbox --json` describes it."""

    info: dict[str, Any]

    @property
    def source_config(self) -> dict[str, Any]:
        """A configuration of all vendors that can be read."""
        return self.info["source_config"]

    @property
    def destination_config(self) -> dict[str, Any]:
        """A configuration of all vendors that can be written."""
        return self.info["destination_config"]

    @property
    def credentials(self) -> tuple[str, ...]:
        """Every made-up credential of every vendor."""
        vendors = self.info["vendors"].values()
        return tuple(value for vendor in vendors for value in vendor["credentials"].values())

    def dump(self, vendor: str) -> Dump:
        """A vendor's whole data by kind, as the vendor would list them."""
        return self._ask("GET", f"dump/{vendor}")

    def change(self, vendor: str, **change: Any) -> Row:
        """Changes data as people would in the vendor's pages; gives the ids."""
        return self._ask("POST", "change", {"vendor": vendor, **change})

    def set_faults(self, *faults: Row) -> None:
        """Replaces the planned misbehaviour; without faults, everything works again."""
        self._ask("PUT", "faults", list(faults))

    def _ask(self, method: str, name: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.info['control_url']}/{name}", data=data, method=method)
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)
