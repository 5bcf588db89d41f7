"""`status` and `logs`: what a person asks the running account, over its own HTTP."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spcs_local import loopback
from spcs_local.model.bootstrap import administrator_of
from spcs_local.model.identifiers import Name, parse_name, quote
from spcs_local.settings import SettingsError
from spcs_local.statements.literals import literal


@dataclass(frozen=True)
class Table:
    """A statement's answer."""

    columns: list[str]
    rows: list[list[str | None]]

    def dicts(self) -> list[dict[str, str]]:
        """Rows by column name."""
        return [
            dict(zip(self.columns, ["" if value is None else value for value in row], strict=True)) for row in self.rows
        ]


class Client:
    """Signs in as the administrator and sends statements."""

    def __init__(self, home: Path, information: dict[str, Any]) -> None:
        self._url = f"http://127.0.0.1:{information['account_port']}"
        self._token = ""
        try:
            user, password = administrator_of(home)
        except FileNotFoundError as error:
            raise SettingsError(f"{error.filename}: cannot be read: {error.strerror}") from None
        body = {"data": {"LOGIN_NAME": user, "PASSWORD": password}}
        self._token = self._post("/session/v1/login-request", body)["token"]

    def query(self, text: str) -> Table:
        """One statement."""
        data = self._post("/queries/v1/query-request", {"sqlText": text})
        return Table([column["name"] for column in data["rowtype"]], data["rowset"])

    def close(self) -> None:
        """Sign out."""
        self._post("/session?delete=true", {})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"content-type": "application/json", "authorization": f'Snowflake Token="{self._token}"'}
        request = urllib.request.Request(self._url + path, json.dumps(body).encode(), headers)  # noqa: S310 - http to loopback
        try:
            with loopback.ask(request, 60) as response:
                answer = json.load(response)
        except OSError as error:
            raise SettingsError(f"the local account at {self._url} does not answer: {error}") from None
        if not answer["success"]:
            raise SettingsError(answer["message"])
        return answer["data"]


def status(home: Path, information: dict[str, Any]) -> str:
    """Services, their containers and their endpoints, as tables."""
    client = Client(home, information)
    client.query("USE SECONDARY ROLES ALL")
    try:
        services = client.query("SHOW SERVICES IN ACCOUNT").dicts()
        pools = client.query("SHOW COMPUTE POOLS").dicts()
        names = [Name((s["database_name"], s["schema_name"], s["name"])) for s in services]
        containers = [
            row for name in names for row in client.query(f"SHOW SERVICE CONTAINERS IN SERVICE {name}").dicts()
        ]
        endpoints = [
            {"service": quote(name.last), **row}
            for name in names
            for row in client.query(f"SHOW ENDPOINTS IN SERVICE {name}").dicts()
        ]
    finally:
        client.close()
    return "\n\n".join(
        (
            f"account {information['organization']}-{information['account']} on port {information['account_port']}",
            _table("compute pools", ("name", "state", "min_nodes", "max_nodes", "num_services", "owner"), pools),
            _table(
                "services", ("database_name", "schema_name", "name", "status", "compute_pool", "dns_name"), services
            ),
            _table(
                "containers",
                ("service_name", "instance_id", "container_name", "status", "restart_count", "message"),
                containers,
            ),
            _table("endpoints", ("service", "name", "port", "protocol", "is_public", "ingress_url"), endpoints),
        )
    )


def logs(home: Path, information: dict[str, Any], service: str, lines: int) -> str:
    """The log of every container of a service."""
    wanted = parse_name(service)
    if wanted is None:
        raise SettingsError(f"{service}: expected the name of a service, as NAME or DATABASE.SCHEMA.NAME")
    client = Client(home, information)
    client.query("USE SECONDARY ROLES ALL")
    try:
        found = [s for s in client.query("SHOW SERVICES IN ACCOUNT").dicts() if _is(s, wanted)]
        if not found:
            raise SettingsError(f"no service {service}; `spcs-local status` lists those that there are")
        texts = [_service_logs(client, s, lines) for s in found]
    finally:
        client.close()
    return "\n".join(texts)


def _service_logs(client: Client, service: dict[str, str], lines: int) -> str:
    name = Name((service["database_name"], service["schema_name"], service["name"]))
    texts = []
    for container in client.query(f"SHOW SERVICE CONTAINERS IN SERVICE {name}").dicts():
        if not container["container_name"]:
            continue
        arguments = ", ".join(
            literal(part) for part in (str(name), container["instance_id"], container["container_name"])
        )
        log = client.query(f"CALL SYSTEM$GET_SERVICE_LOGS({arguments}, {lines})").rows[0][0]
        texts.append(
            f"--- {name} instance {container['instance_id']} container {container['container_name']}\n{log or ''}"
        )
    return "\n".join(texts) or f"{name} has no container: it is {service['status']}"


def _is(service: dict[str, str], wanted: Name) -> bool:
    full = (service["database_name"], service["schema_name"], service["name"])
    return full[-len(wanted.parts) :] == wanted.parts


def _table(title: str, columns: Sequence[str], rows: list[dict[str, str]]) -> str:
    if not rows:
        return f"{title}: none"
    cells = [[column.upper().replace("_", " ") for column in columns]]
    cells += [[row.get(column, "") for column in columns] for row in rows]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    lines = [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    ]
    return "\n".join((title, *lines))
