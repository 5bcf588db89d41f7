"""What the engine starts: `pulumi preview --policy-pack policies`."""

from milvus_policies.pack import serve

serve()
