"""Sessions: how they sign in, what they give back, how they fail."""

from __future__ import annotations

from typing import Any, BinaryIO

import pytest
import snowflake.connector
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from snowflake.connector.errors import DatabaseError, ProgrammingError

from components.connection import Connection
from components.credentials import Credentials
from components.secret import Secret
from components.session import SIGN_IN_SECONDS, SignInError, StatementError, open_session
from components.settings_table import JWT, OAUTH, OIDC, PASSWORD, PAT, WORKLOAD_IDENTITY


class Cursor:
    description = (("NAME",), ("status",))

    def __init__(self) -> None:
        self.executed: list[str] = []
        self.uploaded = b""

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, statement: str, file_stream: BinaryIO | None = None) -> None:
        self.executed.append(statement)
        if "NOWHERE" in statement:
            raise ProgrammingError("the object does not exist", errno=2003, sqlstate="02000")
        if file_stream is not None:
            self.uploaded = file_stream.read()

    def fetchall(self) -> list[tuple[str, str]]:
        return [("MILVUS", "RUNNING")]


class Connector:
    """Stands for the connector: keeps the arguments of the last connection."""

    def __init__(self) -> None:
        self.arguments: dict[str, Any] = {}
        self.opened = Cursor()
        self.closed = False

    def connect(self, **arguments: Any) -> Connector:
        self.arguments = arguments
        if arguments["user"] == "STRANGER":
            raise DatabaseError("Incorrect username or password was specified.", errno=390100)
        return self

    def cursor(self) -> Cursor:
        return self.opened

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def connector(monkeypatch: pytest.MonkeyPatch) -> Connector:
    made = Connector()
    monkeypatch.setattr(snowflake.connector, "connect", made.connect)
    return made


def connection(user: str = "DEPLOYER", authenticator: str = PASSWORD, **credentials: str) -> Connection:
    given: dict[str, Any] = {name: Secret(text) for name, text in {"password": "P", **credentials}.items()}
    return Connection(
        organization_name="ACME",
        account_name="DEV",
        user=user,
        role="ACCOUNTADMIN",
        credentials=Credentials(authenticator=authenticator, identity_provider=OIDC, **given),
        host="127.0.0.1",
        port=7878,
    )


def test_sign_in_with_a_role_and_sign_out(connector: Connector) -> None:
    with open_session(connection(), "OWNER"):
        assert not connector.closed
    expected = {"account": "ACME-DEV", "role": "OWNER", "host": "127.0.0.1", "port": 7878, "password": "P"}
    assert connector.arguments["login_timeout"] == SIGN_IN_SECONDS
    assert expected.items() <= connector.arguments.items()
    assert connector.closed


@pytest.mark.parametrize(
    ("authenticator", "also"),
    [(PAT, {}), (OAUTH, {}), (WORKLOAD_IDENTITY, {"workload_identity_provider": OIDC})],
)
def test_use_the_authenticators_credential_alone(
    authenticator: str, also: dict[str, str], connector: Connector
) -> None:
    with open_session(connection(authenticator=authenticator, token="T"), "OWNER"):
        own = {"authenticator": authenticator, "token": "T", **also}
        assert own.items() <= connector.arguments.items()
        assert {"password", "private_key", "workload_identity_provider"} & connector.arguments.keys() == also.keys()


@pytest.mark.parametrize("encrypted", [True, False])
def test_sign_in_with_a_key_and_the_passphrase_that_it_needs(encrypted: bool, connector: Connector) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if encrypted:
        encryption = serialization.BestAvailableEncryption(b"phrase")
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption).decode()
    with open_session(connection(authenticator=JWT, private_key=pem, private_key_passphrase="phrase"), "OWNER"):
        loaded = serialization.load_der_private_key(connector.arguments["private_key"], None)
        assert loaded.public_key() == key.public_key()


@pytest.mark.parametrize("pem", ["not a key", r"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"])
def test_say_that_a_key_is_none_without_showing_it(pem: str, connector: Connector) -> None:
    wrong = connection(authenticator=JWT, private_key=pem)
    with pytest.raises(StatementError, match="refused: the private key, with its passphrase, is no key") as caught:
        open_session(wrong, "OWNER").__enter__()
    assert pem not in str(caught.value)
    assert connector.arguments == {}


def test_say_who_could_not_sign_in(connector: Connector) -> None:
    refused = connection(user="STRANGER")
    with pytest.raises(SignInError, match="signing in to ACME-DEV as STRANGER is refused: Incorrect user") as caught:
        open_session(refused, "OWNER").__enter__()
    assert caught.value.number == 390100
    assert str(caught.value) == str(caught.value.problem)
    assert "'P'" not in str(caught.value)
    assert connector.opened.executed == []


def test_give_rows_with_names_in_lower_case(connector: Connector) -> None:
    with open_session(connection(), "OWNER") as session:
        assert session.rows("SHOW SERVICES") == [{"name": "MILVUS", "status": "RUNNING"}]
    assert connector.opened.executed == ["SHOW SERVICES"]


def test_keep_the_number_of_an_error(connector: Connector) -> None:
    with open_session(connection(), "OWNER") as session, pytest.raises(StatementError) as caught:
        session.rows("DESCRIBE SERVICE NOWHERE")
    assert caught.value.number == 2003
    assert connector.closed


def test_upload_text_without_a_file(connector: Connector) -> None:
    with open_session(connection(), "OWNER") as session:
        session.put("spec: {}", "milvus.yaml", '"D"."S"."Y"/abc')
    assert connector.opened.uploaded == b"spec: {}"
    assert connector.opened.executed == [
        """PUT 'file://milvus.yaml' '@"D"."S"."Y"/abc' AUTO_COMPRESS = FALSE OVERWRITE = TRUE"""
    ]
