"""What a stack may not do: a policy pack for `pulumi preview --policy-pack policies`."""
