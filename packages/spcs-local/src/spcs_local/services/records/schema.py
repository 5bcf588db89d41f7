"""Tables of services beside their rows in `objects`."""

from __future__ import annotations

from spcs_local.catalog import Migration

MIGRATIONS: tuple[Migration, ...] = (
    (
        "services-0001",
        """
        CREATE TABLE services (
            id INTEGER PRIMARY KEY REFERENCES objects(id) ON DELETE CASCADE,
            pool_id INTEGER NOT NULL REFERENCES objects(id),
            specification TEXT NOT NULL,
            images TEXT NOT NULL,
            spec_digest TEXT NOT NULL,
            suspended INTEGER NOT NULL DEFAULT 0,
            status TEXT NOT NULL DEFAULT 'PENDING',
            upgrading INTEGER NOT NULL DEFAULT 0,
            ever_ran INTEGER NOT NULL DEFAULT 0,
            resumed_on REAL,
            suspended_on REAL
        );
        CREATE INDEX services_pool ON services (pool_id);
        CREATE TABLE service_instances (
            service_id INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            specification TEXT NOT NULL,
            images TEXT NOT NULL,
            spec_digest TEXT NOT NULL,
            outside INTEGER NOT NULL,
            status TEXT NOT NULL DEFAULT 'PENDING',
            message TEXT NOT NULL DEFAULT '',
            created_on REAL NOT NULL,
            started_on REAL,
            PRIMARY KEY (service_id, number)
        );
        CREATE TABLE service_containers (
            service_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            name TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'PENDING',
            message TEXT NOT NULL DEFAULT '',
            restart_count INTEGER NOT NULL DEFAULT 0,
            crashes INTEGER NOT NULL DEFAULT 0,
            failed_probes INTEGER NOT NULL DEFAULT 0,
            next_look REAL NOT NULL DEFAULT 0,
            started_on REAL,
            last_exit_code INTEGER,
            last_restart_on REAL,
            previous_log TEXT,
            PRIMARY KEY (service_id, number, name),
            FOREIGN KEY (service_id, number) REFERENCES service_instances(service_id, number) ON DELETE CASCADE
        );
        CREATE TABLE service_endpoints (
            service_id INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            endpoint_id TEXT NOT NULL UNIQUE,
            PRIMARY KEY (service_id, name)
        );
        CREATE TABLE service_role_grants (
            service_id INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
            service_role TEXT NOT NULL,
            role_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            granted_by TEXT NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (service_id, service_role, role_id)
        );
        CREATE TABLE doomed_volumes (name TEXT PRIMARY KEY);
        """,
    ),
    (
        "services-0002-liveness",
        """
        ALTER TABLE service_containers ADD COLUMN failed_liveness INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service_containers ADD COLUMN next_liveness REAL NOT NULL DEFAULT 0;
        """,
    ),
    (
        "services-0003-addresses",
        """
        ALTER TABLE service_instances DROP COLUMN outside;
        ALTER TABLE service_instances ADD COLUMN address INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE last_address (number INTEGER NOT NULL);
        INSERT INTO last_address VALUES (0);
        """,
    ),
    (
        "services-0004-placement",
        """
        ALTER TABLE service_instances ADD COLUMN placed INTEGER NOT NULL DEFAULT 1;
        """,
    ),
    (
        "services-0005-volumes",
        """
        CREATE TABLE prepared_volumes (name TEXT PRIMARY KEY);
        CREATE TABLE restored_volumes (
            service_id INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
            volume TEXT NOT NULL,
            number INTEGER NOT NULL,
            times INTEGER NOT NULL,
            source TEXT,
            PRIMARY KEY (service_id, volume, number)
        );
        """,
    ),
    (
        "services-0006-jobs",
        """
        CREATE TABLE jobs (
            service_id INTEGER PRIMARY KEY REFERENCES services(id) ON DELETE CASCADE,
            asynchronous INTEGER NOT NULL,
            replicas INTEGER,
            ended_on REAL
        );
        ALTER TABLE service_instances ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
        """,
    ),
    (
        "services-0007-events",
        """
        CREATE TABLE service_events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            service_id INTEGER NOT NULL,
            at REAL NOT NULL,
            severity TEXT NOT NULL,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            message TEXT NOT NULL,
            number INTEGER,
            container TEXT,
            resource TEXT NOT NULL
        );
        CREATE TABLE kept_logs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            service_id INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            container TEXT NOT NULL,
            lines TEXT NOT NULL
        );
        """,
    ),
    (
        "services-0007-names-of-restored-volumes",
        """
        ALTER TABLE restored_volumes ADD COLUMN before_times TEXT NOT NULL DEFAULT '-';
        """,
    ),
)
