"""Where several processes run the tests, one of them runs all that share the whole stack. A plugin of pytest.

Of a soak, one goes through the properties, and another one through all else: what kills and measures has no other of
its kind beside it.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

NAMES = ("backup", "clients", "jobs", "notebook", "security", "services", "whole_stack")
SHARING = {f"tests/stack/test_{name}.py" for name in NAMES}


class Scheduling(LoadFileScheduling):
    """By files, but for those."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "the whole stack" if file in SHARING else file


class SoakScheduling(LoadFileScheduling):
    """What takes a processor of its own, and what waits for accounts, engines and containers."""

    def _split_scope(self, nodeid: str) -> str:
        return "properties" if "properties/" in super()._split_scope(nodeid) else "all else"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    return SoakScheduling(config, log) if config.getoption("--soak") else Scheduling(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    file = item.nodeid.partition("::")[0]
    if "stack_account" in getattr(item, "fixturenames", ()) and file not in SHARING:
        pytest.fail(f"{file} uses the whole stack. To do: name it in SHARING of tests/one_process.py", pytrace=False)
