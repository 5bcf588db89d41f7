"""A client of the account's HTTP that costs little, so that the account is what is measured."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx


class RefusedError(Exception):
    """The account answered with an error."""


class Client:
    """One session over one HTTP client, which may be shared."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http = http
        self.url = url
        self.token = ""

    async def sign_in(self, user: str, password: str) -> None:
        """Open the session."""
        body = {"data": {"LOGIN_NAME": user, "PASSWORD": password}}
        self.token = (await self._post("/session/v1/login-request", body))["token"]

    async def run(self, statement: str) -> list[dict[str, str]]:
        """A statement's rows, by column name; none for PUT."""
        data = await self._post("/queries/v1/query-request", {"sqlText": statement})
        names = [column["name"] for column in data.get("rowtype", ())]
        return [dict(zip(names, row, strict=True)) for row in data.get("rowset", ())]

    async def put(self, location: str, name: str, content: bytes) -> None:
        """Upload one file, as drivers do."""
        text = f"PUT file:///{name} {location} AUTO_COMPRESS = FALSE OVERWRITE = TRUE"
        data = await self._post("/queries/v1/query-request", {"sqlText": text})
        place = urlsplit(data["presignedUrls"][0])
        (await self._http.put(f"{self.url}{place.path}", content=content)).raise_for_status()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"authorization": f'Snowflake Token="{self.token}"'}
        response = await self._http.post(self.url + path, json=body, headers=headers)
        answer = response.raise_for_status().json()
        if not answer["success"]:
            raise RefusedError(answer["message"])
        data: dict[str, Any] = answer["data"]
        return data
