"""The kinds of object that services bring: compute pools, services, snapshots."""
