"""The configuration of the run's own stack."""

from devkit.accept.own_stack import PASSWORD, Configuration, variable

GIVEN = Configuration(
    {
        "snowflake:organizationName": {"value": "ACME"},
        "snowflake:privateKeyPassphrase": {"value": "hunter2", "secret": True},
        "snowflake:previewFeatures": {"value": "[]"},
        "milvus-spcs:namePrefix": {"value": "TEAM_"},
        "milvus-spcs:protect": {"value": "true"},
        PASSWORD: {"value": "swordfish", "secret": True},
    }
)


def test_place_and_sign_in_become_variables() -> None:
    assert variable("workloadIdentityProvider") == "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER"
    assert GIVEN.variables() == {
        "SNOWFLAKE_ORGANIZATION_NAME": "ACME",
        "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "hunter2",
    }


def test_the_runs_stack_has_its_prefix_and_a_password_of_its_own() -> None:
    own = GIVEN.own("ACCEPT_DEV_")
    assert own.keys() == {
        "snowflake:previewFeatures",
        "milvus-spcs:namePrefix",
        "milvus-spcs:protect",
        PASSWORD,
    }
    assert (own["milvus-spcs:namePrefix"]["value"], own["milvus-spcs:protect"]["value"]) == ("ACCEPT_DEV_", "false")
    assert own[PASSWORD]["secret"]
    assert own[PASSWORD]["value"] not in ("swordfish", GIVEN.own("ACCEPT_DEV_")[PASSWORD]["value"])


def test_secrets_are_known_and_not_shown() -> None:
    assert GIVEN.secrets() == {"hunter2", "swordfish"}
    assert "hunter2" not in repr(GIVEN)
