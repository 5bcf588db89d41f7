"""Credits an hour that a node of an instance family takes.

https://www.snowflake.com/legal-files/CreditConsumptionTable.pdf, tables 1(e) to 1(g). Snowflake changes it without
notice; of a family that is not here, none was known.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

EFFECTIVE = "2026-01-13"
TITLE = "Snowflake Service Consumption Table"
SOURCE = "https://www.snowflake.com/legal-files/CreditConsumptionTable.pdf"
CREDITS: Mapping[str, Decimal] = {
    family: Decimal(an_hour)
    for family, an_hour in {
        "CPU_X64_XS": "0.06",
        "CPU_X64_S": "0.11",
        "CPU_X64_M": "0.22",
        "CPU_X64_SL": "0.41",
        "CPU_X64_L": "0.83",
        "HIGHMEM_X64_S": "0.28",
        "HIGHMEM_X64_M": "1.11",
        "HIGHMEM_X64_SL": "2.93",
        "HIGHMEM_X64_L": "4.44",
        "GPU_NV_XS": "0.25",
        "GPU_NV_S": "0.57",
        "GPU_NV_SM": "1.70",
        "GPU_NV_M": "2.68",
        "GPU_NV_2M": "3.50",
        "GPU_NV_3M": "3.55",
        "GPU_NV_SL": "13.50",
        "GPU_NV_L": "14.12",
        "GPU_GCP_NV_L4_1_24G": "0.43",
        "GPU_GCP_NV_L4_4_24G": "1.94",
        "GPU_GCP_NV_A100_8_40G": "11.68",
    }.items()
}
