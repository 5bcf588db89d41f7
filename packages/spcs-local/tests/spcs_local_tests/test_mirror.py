"""Each module's test has its name."""

from __future__ import annotations

from pathlib import Path

import spcs_local
from devkit.testing import mirror

DECLARES = "declares, and does nothing"
A_PROTOCOL = "protocols, and plain values that go with them"
A_TABLE = "a table of what stands in other modules: every test of a statement finds its way through it"
MIGRATIONS = "SQL alone, which every account runs when it is made"
IN_A_CONTAINER = "runs in a container, and needs its network: relay/test_gateway_container.py"
OF_STAGES = "holds what is beside stages apart from them: model/test_stage_files_safety.py, test_stage_files_races.py"
OF_THE_REGISTRY = "is how the registry's program is started and asked: registry/test_registry.py, test_child.py"
OF_A_QUERY = "is a step of each query: handlers/test_query.py has clients ask for what each step is for"
FIELDS = "declares fields: what specification/test_parse.py reads is made of them"
A_RULE = "classes of the grammar's rules, held to it by statements/test_rules.py and test_checking.py"
READS = "reads what properties/test_literals.py and test_identifiers.py write, whatever it is"
WITHOUT_TEST = {
    "__main__.py": "calls cli.py",
    "composition.py": "makes each part once and gives it to the others: every account of a test is made by it",
    "containers/memory_adapter.py": "containers/test_contract.py has it and the Docker adapter do the same",
    "containers/port.py": A_PROTOCOL,
    "egress_gateway/__main__.py": IN_A_CONTAINER,
    "egress_gateway/kernel.py": IN_A_CONTAINER,
    **dict.fromkeys(
        (
            *("engine/__main__.py", "engine/casts.py", "engine/dialect.py", "engine/query.py", "engine/reading.py"),
            *("engine/rewriting.py", "engine/served.py", "engine/sources.py", "engine/values.py"),
            *("engine/variants.py", "handlers/engine_values.py"),
        ),
        OF_A_QUERY,
    ),
    "engine/bounds.py": DECLARES,
    "engine/row_calls.py": "reads and writes calls of functions: services/functions/test_calling.py makes them",
    "engine/problems.py": DECLARES,
    "handlers/any_kind.py": "finds what others do: handlers/test_object_lifecycle.py, kinds/test_warehouses.py",
    "handlers/standard.py": A_TABLE,
    "handlers/tagging.py": "gives tags to objects, new ones and others: handlers/test_tags.py",
    "ingress/ports.py": A_PROTOCOL,
    "kinds/change.py": DECLARES,
    "kinds/clauses.py": "has clauses by kind: handlers/test_syntax.py and kinds/test_databases.py try those of others",
    "kinds/kind.py": DECLARES,
    "kinds/standard.py": A_TABLE,
    "kinds/view.py": DECLARES,
    "loopback.py": "test_status.py sets the proxy that it goes past",
    "model/documented.py": "tables of words: test_errors.py tells them from mistakes",
    "model/documented_functions.py": "tables of words: handlers/test_query.py tells them from mistakes",
    "model/directories.py": OF_STAGES,
    "model/future_grants.py": "rows of future grants: handlers/test_future_grants.py has each of its methods",
    "model/parameter_table.py": "a table of Snowflake's: model/test_parameters.py looks parameters up in it",
    "model/principal.py": DECLARES,
    "model/query_result.py": DECLARES,
    "model/reach.py": "asked for images and endpoints: registry/test_token.py, ingress/test_sign_in.py",
    "model/signatures.py": "what functions are called: services/statements/test_service_functions.py",
    "model/secret_values.py": "sets and gets: kinds/test_secrets.py reads by it what statements have written",
    "nofollow.py": OF_STAGES,
    "routes/result_sets.py": "how the answers of routes/test_sql_api.py look",
    "routes/rest/asked.py": "is one request's statements: routes/rest/test_routes.py sends them",
    "routes/rest/resources.py": "a table: each of its rows is asked for by clients/cases/python_api.py",
    "registry/client.py": OF_THE_REGISTRY,
    "registry/configuration.py": OF_THE_REGISTRY,
    "registry/leash.py": OF_THE_REGISTRY,
    "relay/forward.py": "runs in a container: relay/test_relay.py speaks through it, with and without TLS",
    **dict.fromkeys(
        (
            *("service_filter/__main__.py", "service_filter/expressions.py"),
            *("service_filter/netlink.py", "service_filter/nftables.py"),
        ),
        "runs in a container, and needs its network: services/planning/test_service_rules.py",
    ),
    "services/dooming.py": "names the volumes that go with a service: services/records/test_volumes.py",
    "services/kinds/service_function.py": "columns: services/statements/test_service_functions.py shows them all",
    "services/kinds/snapshot.py": "columns and facts: services/control/test_snapshot_controller.py shows them all",
    "services/kinds/table.py": A_TABLE,
    "services/operations.py": "what one statement each wants of services: the tests in services/statements",
    "services/placement/families.py": "a table of Snowflake's, with sums that services/placement/test_nodes.py makes",
    "services/planning/instance_planner.py": (
        "brings together what other modules make: the tests of those beside it, and test_testing_containers.py"
    ),
    "services/records/rows.py": DECLARES,
    "services/records/schema.py": MIGRATIONS,
    "services/statements/binding.py": "gives services to handlers: handlers/test_call.py has its types",
    "services/statements/table.py": A_TABLE,
    "services/states.py": DECLARES,
    "specification/containers.py": FIELDS,
    "specification/fields.py": FIELDS,
    "specification/management.py": FIELDS,
    "specification/model.py": FIELDS,
    "statements/documented_words.py": "a table of words: test_errors.py tells them from mistakes",
    "statements/failures.py": "tells one error from another: test_errors.py and routes/test_queries.py have them all",
    "statements/grammar.py": "is asked by checking.py and reader.py alone: statements/test_checking.py",
    "statements/leaves.py": READS,
    "statements/limits.py": "properties/test_time.py has a text beyond each limit",
    "statements/reader.py": READS,
    "statements/rules/base.py": A_RULE,
    "statements/rules/functions.py": A_RULE,
    "statements/rules/grants.py": A_RULE,
    "statements/rules/images.py": A_RULE,
    "statements/rules/objects.py": A_RULE,
    "statements/rules/queries.py": A_RULE,
    "statements/rules/services.py": A_RULE,
    "statements/rules/session.py": A_RULE,
    "statements/rules/stages.py": A_RULE,
    "statements/rules/users.py": A_RULE,
    "statements/statement.py": "what every rule's class is: statements/test_checking.py makes some of its own",
    "statements/types.py": "numbers that drivers go by: clients/test_connectors.py, test_go_driver.py",
    "statements/values.py": DECLARES,
}
WITHOUT_MODULE = {
    "browser": "pages in a browser, as a person has them",
    "clients": "clients of Snowflake, unmodified, against the whole account",
    "containers/test_contract.py": "holds both adapters to what the port says",
    "coverage": "what is written of the grammar is what it is",
    "egress_gateway/test_program.py": "of all programs that run in containers: they need Python's library alone",
    "parity": "what the account does, held to tests that have it do so",
    "privileges": "each right of each statement, by cases and by taking its checks away",
    "properties": "whatever is sent: statements, names, constants, requests, specifications",
    "services/test_guide.py": "the guide's own statements, through all modules that they need",
    "services/statements/test_whole_specification.py": "of CREATE SERVICE, with all that its specification may have",
    "soak": "the whole account, killed and under load",
    "statements/test_rules.py": "of all modules in statements/rules",
    "test_mirror.py": "holds this table",
    "test_readme.py": "follows the README, with the wheel in an environment of its own",
}


def test_tests_mirror_the_modules() -> None:
    source, tests = Path(spcs_local.__file__).parent, Path(__file__).parent
    assert mirror.differences(source, tests, WITHOUT_TEST, WITHOUT_MODULE) == ""
