"""How two workers share the suite: a whole file each time, the browser's last, of the others the long ones first.

A file's tests begin with the same scenes (tests/rig/scenes.py), which one process acts once; two would act them
twice. Playwright leaves an event loop behind in its process, in which nothing may start another. The groups of
pytest-xdist 3.8 (`xdist_group`) are without effect under pytest 9.2.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

#: What a test counts for, about 50 ms of each: the browser's are long, the demo is loaded once for its file, and
#: some wait for other processes.
_OF_BROWSER = 200
_LONG = {
    "tests/desk/test_demo.py": 80, "tests/config/test_worker.py": 600, "tests/config/test_up.py": 100,
    "tests/config/test_checks.py": 20, "tests/accounts/test_access.py": 5, "tests/breaking/test_walls.py": 100,
    "tests/e2e/test_chain.py": 1200, "tests/e2e/test_hazards.py": 800, "tests/e2e/test_document.py": 400,
    "tests/e2e/test_laboratory.py": 600,
}  # fmt: skip


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def weight(nodeid: str) -> int:
    return _LONG.get(file_of(nodeid), _OF_BROWSER if "[chromium" in nodeid else 1)


def _urgency(nodeids) -> tuple[bool, int]:
    return not any("[chromium" in nodeid for nodeid in nodeids), sum(map(weight, nodeids))


class _ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        return file_of(nodeid)

    def _assign_work_unit(self, node):
        heaviest = max(self.workqueue, key=lambda scope: _urgency(self.workqueue[scope]))
        self.workqueue.move_to_end(heaviest, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return _ByFile(config, log)
