"""A service with every field that its specification may have."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.parity.fields import known, written
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.block_volumes import TAKE
from spcs_local_tests.services.world import described, settle

# without the plurals of three fields that have two names, and what is for native apps
ELSEWHERE = {
    *("spec.containers", "spec.endpoints", "spec.volumes"),
    "spec.containers.secrets.snowflakeSecret.objectReference",
}
WHOLE = """
spec:
  container:
    - name: main
      image: /demo/app/repo/image:1
      command: [run]
      args: [--all]
      env: {NUMBER: 7}
      readinessProbe: {port: 80, path: /, periodSeconds: 2, failureThreshold: 4}
      livenessProbe: {port: 80, path: /, periodSeconds: 2, failureThreshold: 4}
      volumeMounts: [{name: stage, mountPath: /stage}, {name: block, mountPath: /block}]
      resources:
        requests: {cpu: 500m, memory: 512Mi, nvidia.com/gpu: 1}
        limits: {cpu: 1, memory: 1Gi, nvidia.com/gpu: 1}
      mountSessionToken: true
      sessionTokenConfig: {path: /own, permission: "0440", mountConnectionConfig: false}
      secrets:
        - {snowflakeSecret: {objectName: DEMO.APP.SEC}, envVarName: X, secretKeyRef: secret_string}
        - {snowflakeSecret: DEMO.APP.SEC, directoryPath: /secret}
  volume:
    - name: stage
      source: stage
      uid: 1
      gid: 2
      stageConfig:
        name: "@DEMO.APP.FILES"
        metadataCache: 60s
        enableSymlink: true
        resources:
          requests: {cpu: 100m, memory: 64Mi, nvidia.com/gpu: 0}
          limits: {cpu: 100m, memory: 64Mi, nvidia.com/gpu: 0}
    - name: block
      source: block
      size: 10Gi
      blockConfig:
        iops: 3000
        throughput: 125
        encryption: SNOWFLAKE_SSE
        snapshotOnDelete: true
        snapshotDeleteAfter: 1h
        initialContents: {fromSnapshot: BEFORE}
  endpoint:
    - name: web
      port: 80
      public: true
      protocol: HTTP
      corsSettings:
        Access-Control-Allow-Origin: ["https://example.com"]
        Access-Control-Allow-Methods: [GET]
        Access-Control-Allow-Headers: [X-Own]
        Access-Control-Expose-Headers: [X-Own]
    - {name: range, portRange: 9000-9010, protocol: TCP}
  logExporters: {eventTableConfig: {logLevel: ERROR}}
  platformMonitor: {metricConfig: {groups: [system]}}
  resourceManagement:
    autoScalingPolicies:
      scaleUp: {anyConditions: [CONDITION]}
      scaleDown: {allConditions: [CONDITION]}
      suspend: {allConditions: [CONDITION]}
capabilities: {securityContext: {executeAsCaller: true, enableCustomCredentials: true}}
serviceRoles: [{name: readers, endpoints: [web]}]
""".replace(
    "CONDITION",
    "{metricCondition: {metricName: CPU, aggregationType: max, stabilizationPeriodSecs: 60,"
    " targetScaling: {targetValue: 1}}}",
)
PREPARATION = (
    "CREATE COMPUTE POOL GPUS MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = GPU_NV_S",
    "GRANT USAGE ON COMPUTE POOL GPUS TO ROLE OWNER",
    "CREATE SECRET DEMO.APP.SEC TYPE = GENERIC_STRING SECRET_STRING = 'x'",
    "GRANT READ ON SECRET DEMO.APP.SEC TO ROLE OWNER",
)


def test_service_takes_every_field_of_a_specification(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(service.connect(role="ACCOUNTADMIN"), *PREPARATION)
    run(owner, TAKE)
    settle(service)
    run(owner, f"CREATE SERVICE WHOLE IN COMPUTE POOL GPUS FROM SPECIFICATION $${WHOLE}$$")
    assert written(WHOLE) == {path for path, _ in known()} - ELSEWHERE
    assert written(described(owner, "WHOLE")["spec"]) == written(WHOLE)
