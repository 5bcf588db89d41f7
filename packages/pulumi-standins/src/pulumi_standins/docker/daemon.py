"""What is asked of the Docker daemon: build an image, push it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

import docker
import docker.utils
import requests
from docker.auth import AuthConfig, convert_to_hostname, resolve_repository_name
from docker.errors import APIError, DockerException

from pulumi_standins.docker.advice import to_try
from pulumi_standins.docker.context import archive
from pulumi_standins.docker.inputs import ImageInputs
from pulumi_standins.docker.sign_ins import Credential, SignIns
from pulumi_standins.docker.stream import CancelledError, Stream
from pulumi_standins.provider.provider import ProviderError

CONNECT_SECONDS = 60
# a step may say nothing for long; one without end is cancelled
READ_SECONDS = 24 * 3600


class Daemon:
    """The daemon of the provider's `host`, or of the environment."""

    def __init__(self, host: str | None, environment: Mapping[str, str]) -> None:
        self._host, self._environment = host, dict(environment)
        self._over = threading.Event()
        self._clients: set[docker.APIClient] = set()

    def sign_in(self, image: ImageInputs, warn: Callable[[str], None]) -> Credential:
        registry = image.registry
        host = convert_to_hostname(registry.server or resolve_repository_name(image.name)[0])
        if registry.username and registry.password:
            return {"username": registry.username, "password": registry.password, "serveraddress": host}
        if registry.username or registry.password:
            got, lacking = ("username", "password") if registry.username else ("password", "username")
            warn(f"{lacking} was not set, although {got} was; using host credentials file")
        return SignIns.of(self._environment).of_registry(host)

    def build(self, image: ImageInputs, credential: Credential, report: Callable[[str], None]) -> str:
        known = {str(credential["serveraddress"]): credential} if "serveraddress" in credential else {}
        signed_in = AuthConfig({"auths": SignIns.of(self._environment).all(known, report)})
        report(f"building {image.name}")
        context, dockerfile = archive(image.context, image.dockerfile)
        with closing(context):
            found = self._stream(
                f"building {image.name}",
                report,
                lambda client: _signed_in(client, signed_in).build(
                    fileobj=context,
                    custom_context=True,
                    dockerfile=dockerfile,
                    tag=image.name,
                    buildargs=dict(image.args),
                    target=image.target,
                    platform=image.platform,
                    network_mode=image.network,
                    extra_hosts=dict(image.add_hosts) or None,
                    cache_from=list(image.cache_from) or None,
                    rm=True,
                    forcerm=True,
                    decode=True,
                ),
            )
        ids = [str(item["ID"]) for item in found if "ID" in item]
        if not ids:
            raise ProviderError(f"building {image.name} ended without an image")
        return ids[-1]

    def push(self, image: ImageInputs, credential: Credential, report: Callable[[str], None]) -> str:
        repository, tag = docker.utils.parse_repository_tag(image.name)
        report(f"pushing {image.name}")
        found = self._stream(
            f"pushing {image.name}",
            report,
            lambda client: client.push(
                repository,
                tag=tag,
                stream=True,
                decode=True,
                auth_config=credential,
            ),
        )
        digests = [str(item["Digest"]) for item in found if item.get("Digest")]
        if not digests:
            raise ProviderError(f"pushing {image.name} ended without a digest")
        return f"{repository}@{digests[-1]}"

    def cancel(self) -> None:
        self._over.set()
        for client in list(self._clients):
            client.close()

    def _stream(
        self, subject: str, report: Callable[[str], None], call: Callable[[docker.APIClient], Any]
    ) -> list[Mapping[str, Any]]:
        if self._over.is_set():
            raise CancelledError
        client = self._client()
        self._clients.add(client)
        try:
            return Stream(self._over, report).run(subject, lambda: call(client))
        except APIError as error:
            said = str(error.explanation or error)
            raise ProviderError("\n".join(filter(None, [f"{subject} failed: {said}", to_try(said)]))) from None
        except (DockerException, requests.RequestException) as error:
            raise ProviderError(f"{subject} failed: {self._unreachable(error)}") from None
        finally:
            self._clients.discard(client)
            client.close()

    def _client(self) -> docker.APIClient:
        arguments: dict[str, Any] = {**docker.utils.kwargs_from_env(environment=self._environment)}
        if self._host:
            arguments["base_url"] = self._host
        try:
            client = docker.APIClient(version="auto", timeout=CONNECT_SECONDS, **arguments)
        except DockerException as error:
            raise ProviderError(self._unreachable(error)) from None
        client.timeout = READ_SECONDS
        return client

    def _unreachable(self, error: Exception) -> str:
        where = self._host or self._environment.get("DOCKER_HOST") or "its usual socket"
        return f"the Docker daemon at {where} does not answer ({error}). To do: start it, or set DOCKER_HOST"


def _signed_in(client: docker.APIClient, signed_in: AuthConfig) -> docker.APIClient:
    """In place of what the client has read itself, which ends a build where any helper fails."""
    client._auth_configs = signed_in  # type: ignore[attr-defined]  # types-docker leaves it out
    return client
