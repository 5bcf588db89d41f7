"""Floods by one user without a role: the account holds little, and answers everybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.soak.attacks import ATTACKS, MOST_MEGABYTES, Attack, Attacker, most_memory
from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.counts import Counts
from spcs_local_tests.soak.killing import prepare
from spcs_local_tests.soak.plugin import Progress
from spcs_local_tests.soak.process import AccountProcess, account_process
from spcs_local_tests.soak.registry_attacks import REGISTRY_ATTACKS, RegistryAttacker
from spcs_local_tests.soak.websockets import flooding

_SPEC = """
spec:
  containers: [{{name: main, image: /demo/app/repo/image:1}}]
  endpoints: [{{name: web, port: {port}, public: true}}]
"""
_CREDENTIALS = {"LOGIN_NAME": "ATTACKER", "PASSWORD": "Attacks-1-account"}


async def _attack(
    process: AccountProcess, attacks: Sequence[Attack], counts: Counts, progress: Progress
) -> dict[str, int]:
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(timeout=10 * PATIENCE, limits=limits, trust_env=False) as http:
        administrator = Client(http, process.url)
        await administrator.sign_in(*process.administrator)
        await administrator.run(f"CREATE USER ATTACKER PASSWORD = '{_CREDENTIALS['PASSWORD']}'")
        async with flooding() as service:
            host = await _endpoint(administrator, process, service.port)
            attacker = Attacker(
                http, process.url, _CREDENTIALS, counts.flood, service, host, bystander=administrator.token
            )
            found = dict[str, int]()
            for attack in attacks:
                await attacker.sign_in()
                await attack(attacker)
                await Client(http, process.url).sign_in(*process.administrator)
                await administrator.run("SELECT CURRENT_USER()")
                found[attack.__name__] = most_memory(process.information["pid"])
                progress.say(f"{attack.__name__}: {found[attack.__name__]} MB at most")
    return found


async def _endpoint(client: Client, process: AccountProcess, port: int) -> str:
    """Where the ingress has a service that serves on a port here, for everybody; containers in memory are here."""
    await prepare(client, *process.administrator)
    for statement in (
        "USE ROLE OWNER",
        f"CREATE SERVICE DEMO.APP.FLOODING IN COMPUTE POOL POOL FROM SPECIFICATION $${_SPEC.format(port=port)}$$",
        "USE ROLE ACCOUNTADMIN",
        "GRANT USAGE ON DATABASE DEMO TO ROLE PUBLIC",
        "GRANT USAGE ON SCHEMA DEMO.APP TO ROLE PUBLIC",
        "GRANT SERVICE ROLE DEMO.APP.FLOODING!ALL_ENDPOINTS_USAGE TO ROLE PUBLIC",
        "SELECT SYSTEM$WAIT_FOR_SERVICES(120, 'DEMO.APP.FLOODING')",
    ):
        await client.run(statement)
    return (await client.run("SHOW ENDPOINTS IN SERVICE DEMO.APP.FLOODING"))[0]["ingress_url"]


def test_account_survives_what_a_user_sends(
    tmp_path: Path, counts: Counts, figures: dict[str, Any], progress: Progress
) -> None:
    # one account: each leaves something behind that the next ones come on top of
    with account_process(tmp_path / "home") as process:
        figures["attacks_megabytes"] = asyncio.run(_attack(process, ATTACKS, counts, progress))
    assert max(figures["attacks_megabytes"].values()) < MOST_MEGABYTES


async def _attack_registry(process: AccountProcess, counts: Counts, progress: Progress) -> dict[str, int]:
    async with httpx.AsyncClient(timeout=10 * PATIENCE, trust_env=False) as http:
        administrator = Client(http, process.url)
        await prepare(administrator, *process.administrator)
        user, password = _CREDENTIALS.values()
        for statement in (
            f"CREATE USER {user} PASSWORD = '{password}' DEFAULT_ROLE = OWNER",
            f"GRANT ROLE OWNER TO USER {user}",
            "GRANT WRITE ON IMAGE REPOSITORY DEMO.APP.REPO TO ROLE OWNER",
        ):
            await administrator.run(statement)
        host = f"127.0.0.1:{process.information['registry_port']}"
        attacker = RegistryAttacker(host, (user, password), counts.flood, process.administrator)
        found = dict[str, int]()
        for attack in REGISTRY_ATTACKS:
            await attack(attacker)
            await attacker.serves_others()
            await administrator.run("SELECT CURRENT_USER()")
            found[attack.__name__] = most_memory(process.information["pid"])
            progress.say(f"{attack.__name__}: {found[attack.__name__]} MB at most")
        # with connections that wait
        await asyncio.to_thread(process.stop)
        await attacker.close()
    return found


def test_registry_serves_others_whatever_a_user_begins(
    process: AccountProcess, counts: Counts, figures: dict[str, Any], progress: Progress
) -> None:
    figures["registry_attacks_megabytes"] = asyncio.run(_attack_registry(process, counts, progress))
    assert max(figures["registry_attacks_megabytes"].values()) < MOST_MEGABYTES
