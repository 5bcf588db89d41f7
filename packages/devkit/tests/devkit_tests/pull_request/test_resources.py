"""A resource's part of the Markdown, word for word."""

import re

from devkit.pull_request.report import Change, Resource
from devkit.pull_request.resources import sections

SPECIFICATION = "spec:\n  memory: 1Gi\n", "spec:\n  memory: 2Gi\n"
SERVICE = Resource(
    "update", "snowflake:Service", "milvus-service", (Change("text", *SPECIFICATION), Change("comment", "a", "b"))
)
ROLLOUT = Resource("update", "Rollout", "milvus-rollout", (Change("specification", *SPECIFICATION),))


def markdown(*resources: Resource) -> str:
    return "\n".join(sections(resources, 1000))


def test_a_specification_is_a_diff_and_shown_once() -> None:
    assert (
        markdown(ROLLOUT, SERVICE)
        == """\
**~** `milvus-service` (`snowflake:Service`) changed

`text`

```diff
@@ -1,2 +1,2 @@
 spec:
-  memory: 1Gi
+  memory: 2Gi
```

<details><summary>its other properties</summary>

```diff
-comment: a
+comment: b
```

</details>

<details><summary><b>~</b> <code>milvus-rollout</code> (<code>Rollout</code>) changed: <code>specification</code></summary>

with the lines of `milvus-service` above

</details>
"""  # noqa: E501 - as it is
    )


def test_the_rest_is_folded_and_says_why() -> None:
    pool = Resource("replace", "snowflake:ComputePool", "pool", (Change("family", "S", "M"),), ("family",))
    grant = Resource("replace", "snowflake:Grant", "grant")
    assert (
        markdown(grant, pool)
        == """\
<details><summary><b>±</b> <code>pool</code> (<code>snowflake:ComputePool</code>) replaced for another <code>family</code></summary>

```diff
-family: S
+family: M
```

</details>

<details><summary><b>±</b> <code>grant</code> (<code>snowflake:Grant</code>) replaced</summary>

because of what it depends on

</details>
"""  # noqa: E501 - as it is
    )


def test_what_loses_something_comes_first() -> None:
    stage = Resource("delete", "snowflake:Stage", "stage", lost="stage DATA")
    text = markdown(Resource("update", "a:B", "y"), Resource("replace", "a:B", "x"), stage)
    assert re.findall(r"</b> <code>(\w+)", text) == ["stage", "x", "y"]


def test_many_properties_are_counted() -> None:
    changes = tuple(Change(name, "1", "2") for name in "abcde")
    assert "changed: <code>a</code>, <code>b</code>, <code>c</code>, 2 more<" in markdown(
        Resource("update", "a:B", "x", changes)
    )
