"""The user whom the local run deploys as, made as an administrator of a real account makes one."""
