"""The catalog's tables, as one SQL text with named migrations."""

from __future__ import annotations

Migration = tuple[str, str]

MIGRATIONS: tuple[Migration, ...] = (
    (
        "0001-objects",
        """
        CREATE TABLE objects (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            namespace TEXT NOT NULL,
            parent_id INTEGER REFERENCES objects(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            owner_id INTEGER REFERENCES objects(id) ON DELETE SET NULL,
            created_on REAL NOT NULL,
            updated_on REAL NOT NULL,
            comment TEXT NOT NULL DEFAULT '',
            properties TEXT NOT NULL DEFAULT '{}'
        );
        CREATE UNIQUE INDEX objects_name ON objects (namespace, COALESCE(parent_id, 0), name);
        CREATE INDEX objects_parent ON objects (parent_id);
        CREATE INDEX objects_owner ON objects (owner_id);
        CREATE TABLE grants (
            object_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            privilege TEXT NOT NULL,
            role_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            grant_option INTEGER NOT NULL DEFAULT 0,
            granted_by TEXT NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (object_id, privilege, role_id)
        );
        CREATE INDEX grants_role ON grants (role_id);
        CREATE TABLE role_grants (
            role_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            grantee_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            granted_by TEXT NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (role_id, grantee_id)
        );
        CREATE INDEX role_grants_grantee ON role_grants (grantee_id);
        """,
    ),
    (
        "0002-sign-in",
        """
        CREATE TABLE keys (name TEXT PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE credentials (
            user_id INTEGER PRIMARY KEY REFERENCES objects(id) ON DELETE CASCADE,
            salt BLOB NOT NULL,
            hash BLOB NOT NULL
        );
        CREATE TABLE access_tokens (
            user_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            role_restriction TEXT,
            expires_on REAL NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (user_id, name)
        );
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY,
            user_id INTEGER REFERENCES objects(id) ON DELETE CASCADE,
            service TEXT,
            token_hash BLOB NOT NULL UNIQUE,
            master_hash BLOB UNIQUE,
            token_expires REAL NOT NULL,
            master_expires REAL NOT NULL,
            state TEXT NOT NULL
        );
        """,
    ),
    (
        "0003-statement-log",
        """
        CREATE TABLE statements (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            query_id TEXT NOT NULL,
            session_id INTEGER NOT NULL,
            user TEXT NOT NULL,
            role TEXT,
            text TEXT NOT NULL,
            started_on REAL NOT NULL,
            seconds REAL NOT NULL,
            error_number INTEGER,
            error TEXT
        );
        """,
    ),
    (
        "0004-grants-of-several-grantors",
        """
        CREATE TABLE new_grants (
            object_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            privilege TEXT NOT NULL,
            role_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            grant_option INTEGER NOT NULL DEFAULT 0,
            granted_by TEXT NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (object_id, privilege, role_id, granted_by)
        );
        INSERT INTO new_grants SELECT * FROM grants;
        DROP TABLE grants;
        ALTER TABLE new_grants RENAME TO grants;
        CREATE INDEX grants_role ON grants (role_id);
        """,
    ),
    (
        "0005-secrets",
        """
        CREATE TABLE secret_values (
            secret_id INTEGER PRIMARY KEY REFERENCES objects(id) ON DELETE CASCADE,
            fields TEXT NOT NULL
        );
        """,
    ),
    (
        "0006-future-grants",
        """
        CREATE TABLE future_grants (
            container_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            privilege TEXT NOT NULL,
            role_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            grant_option INTEGER NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (container_id, kind, privilege, role_id)
        );
        CREATE INDEX future_grants_role ON future_grants (role_id);
        """,
    ),
    (
        "0007-workload-identities",
        """
        CREATE TABLE workload_identities (
            user_id INTEGER PRIMARY KEY REFERENCES objects(id) ON DELETE CASCADE,
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            audiences TEXT NOT NULL,
            created_on REAL NOT NULL,
            last_used REAL,
            UNIQUE (issuer, subject)
        );
        """,
    ),
    (
        "0008-tags",
        """
        CREATE TABLE object_tags (
            object_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            tag_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            value TEXT NOT NULL,
            PRIMARY KEY (object_id, tag_id)
        );
        CREATE INDEX object_tags_tag ON object_tags (tag_id);
        """,
    ),
    (
        # of sessions that named a service or a role by its name: whoever was in one signs in again
        "0009-holders-by-id",
        """
        CREATE TABLE new_sessions (
            id INTEGER PRIMARY KEY,
            holder_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            token_hash BLOB NOT NULL UNIQUE,
            master_hash BLOB UNIQUE,
            token_expires REAL NOT NULL,
            master_expires REAL NOT NULL,
            state TEXT NOT NULL
        );
        INSERT INTO new_sessions
            SELECT id, user_id, token_hash, master_hash, token_expires, master_expires,
                json_set(json_remove(state, '$.user', '$.user_id', '$.service'), '$.holder', user_id)
            FROM sessions WHERE user_id IS NOT NULL AND json_extract(state, '$.restriction') IS NULL;
        DROP TABLE sessions;
        ALTER TABLE new_sessions RENAME TO sessions;
        CREATE TABLE new_access_tokens (
            user_id INTEGER NOT NULL REFERENCES objects(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            role_id INTEGER REFERENCES objects(id) ON DELETE CASCADE,
            expires_on REAL NOT NULL,
            created_on REAL NOT NULL,
            PRIMARY KEY (user_id, name)
        );
        INSERT INTO new_access_tokens
            SELECT t.user_id, t.name, t.hash, r.id, t.expires_on, t.created_on
            FROM access_tokens t LEFT JOIN objects r ON r.kind = 'ROLE' AND r.name = t.role_restriction
            WHERE t.role_restriction IS NULL OR r.id IS NOT NULL;
        DROP TABLE access_tokens;
        ALTER TABLE new_access_tokens RENAME TO access_tokens;
        ALTER TABLE statements ADD COLUMN holder_id INTEGER;
        """,
    ),
    (
        # statements go to who has the name and was there by then; sessions have all of their secondary roles, or none
        "0010-roles-by-id",
        """
        ALTER TABLE statements ADD COLUMN role_id INTEGER;
        UPDATE statements SET role_id = (
            SELECT o.id FROM objects o
            WHERE o.namespace = 'ROLE' AND COALESCE(o.parent_id, 0) = 0 AND o.name = statements.role
                AND o.created_on <= statements.started_on);
        UPDATE statements SET holder_id = (
            SELECT o.id FROM objects o
            WHERE o.namespace = 'USER' AND COALESCE(o.parent_id, 0) = 0 AND o.name = statements.user
                AND o.created_on <= statements.started_on)
        WHERE holder_id IS NULL;
        UPDATE sessions SET state = json_set(
            json_remove(state, '$.role'),
            '$.role_id', (
                SELECT o.id FROM objects o
                WHERE o.namespace = 'ROLE' AND COALESCE(o.parent_id, 0) = 0
                    AND o.name = json_extract(sessions.state, '$.role')),
            '$.secondary', CASE json_extract(state, '$.secondary') WHEN 'ALL' THEN 'ALL' ELSE 'NONE' END);
        """,
    ),
)
