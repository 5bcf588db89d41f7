"""The guide's statements about pools and services, with SYSADMIN as the owner of everything."""

from __future__ import annotations

from spcs_local_tests.running import RunningAccount, rows, run

PREPARATION = (
    "USE ROLE ACCOUNTADMIN",
    "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN",
    "USE ROLE SECURITYADMIN",
    "CREATE ROLE MILVUS_ROLE",
    "USE ROLE SYSADMIN",
    "CREATE DATABASE IF NOT EXISTS MILVUS_DEMO",
    "USE DATABASE MILVUS_DEMO",
    "CREATE IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO",
    "CREATE OR REPLACE STAGE YAML_STAGE",
    "CREATE OR REPLACE STAGE FILES ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')",
)


POOL = """
CREATE COMPUTE POOL IF NOT EXISTS {0}_COMPUTE_POOL
  MIN_NODES = 1
  MAX_NODES = 1
  INSTANCE_FAMILY = CPU_X64_S
  AUTO_RESUME = true
"""


SERVICE = """
CREATE SERVICE {0}
  IN COMPUTE POOL {0}_COMPUTE_POOL
  FROM @YAML_STAGE
  SPEC='{0}.yaml'
  MIN_INSTANCES=1
  MAX_INSTANCES=1
"""


SPEC = """
spec:
  containers:
    - name: main
      image: local-dev.registry.snowflakecomputing.com/milvus_demo/public/milvus_repo/image
      volumeMounts: [{name: files, mountPath: /files}]
  endpoints:
    - {name: web, port: 8888, public: true}
  volumes:
    - {name: files, source: "@files", uid: 1000, gid: 1000}
"""


def test_guide_runs_as_sysadmin(account: RunningAccount) -> None:
    admin = account.connect()
    run(admin, *PREPARATION)
    stage = account.account.model.objects.find_path("STAGE", ("MILVUS_DEMO", "PUBLIC", "YAML_STAGE"))
    assert stage is not None
    for name in ("MILVUS", "JUPYTER"):
        account.account.model.stages.write(stage, f"{name}.yaml", SPEC.encode())
        run(admin, POOL.format(name), SERVICE.format(name))
    assert rows(admin, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'milvus', 'jupyter')") == [
        {"system$wait_for_services": "OK"}
    ]
    assert {row["state"] for row in rows(admin, "SHOW COMPUTE POOLS")} == {"ACTIVE"}
    run(admin, "GRANT USAGE ON SERVICE MILVUS_DEMO.PUBLIC.JUPYTER TO ROLE MILVUS_ROLE")
    [endpoint] = rows(admin, "SHOW ENDPOINTS IN SERVICE MILVUS_DEMO.PUBLIC.JUPYTER")
    assert endpoint["ingress_url"].endswith(f"-local-dev.localhost:{account.account.model.settings.ingress_port}")
