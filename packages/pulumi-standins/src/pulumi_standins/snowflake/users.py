"""Users: people, services, and services that sign in with passwords."""

from __future__ import annotations

from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake import rows
from pulumi_standins.snowflake.objects import COMMENT, DESCRIBED, ObjectType
from pulumi_standins.snowflake.parameters import USER
from pulumi_standins.snowflake.properties import FLAG, NAME, NUMBER, QUALIFIED, TEXT, Kind, Property
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.sql import Name

# what SHOW does not tell
_DESCRIBED = frozenset({"middle_name", "rsa_public_key", "rsa_public_key_2"})
_OPTIONS = {"ALL": "('ALL')", "NONE": "()"}


def users() -> tuple[User, ...]:
    return (
        User("user", None, (*_PASSWORD, *_SHARED[:2], *_PERSON, *_SHARED[2:-3], *_SECOND_FACTORS, *_SHARED[-3:])),
        User("serviceUser", "SERVICE", _SHARED),
        User("legacyServiceUser", "LEGACY_SERVICE", (*_PASSWORD, *_SHARED)),
    )


class User(ObjectType):
    def __init__(self, token: str, type_: str | None, properties: tuple[Property, ...]) -> None:
        super().__init__(
            token, "USER", 1, *properties, renames=True, parameters=USER, shows_parameters=True, schema_version=1
        )
        self._type = type_
        self.computed += ("userType",)

    def shown(self, session: Session, name: Name) -> Properties:
        return {**super().shown(session, name), "userType": self._type or ""}

    def found(self, session: Session, name: Name) -> Properties:
        shown = self.shown(session, name)
        described = rows.described([rows.lower_keys(row) for row in session.execute(f"DESCRIBE USER {name}")])
        given = {column: value for column, value in described.items() if column in _DESCRIBED and value != "null"}
        return {**shown, DESCRIBED: [rows.output(given)]}

    def clauses(self, inputs: Properties) -> list[str]:
        type_ = [f"TYPE = {self._type}"] if self._type else []
        given = {name: value for name, value in inputs.items() if name != _SECOND_FACTOR.name}
        return super().clauses(given) + type_

    def created(self, session: Session, name: Name, inputs: Properties) -> None:
        value = inputs.get(_SECOND_FACTOR.name)
        if _SECOND_FACTOR.is_set(value):
            session.execute(f"ALTER USER {name} SET {_SECOND_FACTOR.assignment(value)}")


def _read_option(value: object) -> str:
    text = str(value or "").upper()
    return "ALL" if "ALL" in text else "NONE" if text in ("[]", "()") else "DEFAULT"


_SECONDARY = Kind(
    "ALL, NONE or DEFAULT",
    lambda value: isinstance(value, str) and value.upper() in (*_OPTIONS, "DEFAULT"),
    lambda value: _OPTIONS[value.upper()],
    str.upper,
    _read_option,
    unset=(None, "", "DEFAULT"),
)
_IGNORING_CASE = Kind(TEXT.allowed, TEXT.accepts, TEXT.sql, str.upper, TEXT.read)

# only ALTER takes it
_SECOND_FACTOR = Property("disableMfa", FLAG, default="default", shown=True)
# Snowflake never tells a password
_PASSWORD = (
    Property("password", TEXT, secret=True, shown=True),
    Property("mustChangePassword", FLAG, column="must_change_password", default="default"),
)
_PERSON = (
    Property("firstName", TEXT, secret=True, column="first_name", reads_zero=True),
    Property("middleName", TEXT, secret=True, column="middle_name", reads_zero=True, shown=False),
    Property("lastName", TEXT, secret=True, column="last_name", reads_zero=True),
)
_SECOND_FACTORS = (Property("minsToBypassMfa", NUMBER, default=-1, quiet_default=True, shown=True), _SECOND_FACTOR)
_SHARED = (
    Property("loginName", _IGNORING_CASE, secret=True, column="login_name"),
    Property("displayName", TEXT, column="display_name"),
    Property("email", TEXT, secret=True, column="email", reads_zero=True),
    Property("disabled", FLAG, column="disabled", default="default"),
    Property("daysToExpiry", NUMBER, shown=True),
    Property("minsToUnlock", NUMBER, default=-1, quiet_default=True, shown=True),
    Property("defaultWarehouse", NAME, column="default_warehouse", reads_zero=True),
    Property("defaultNamespace", QUALIFIED, column="default_namespace"),
    Property("defaultRole", NAME, column="default_role"),
    Property(
        "defaultSecondaryRolesOption",
        _SECONDARY,
        clause="DEFAULT_SECONDARY_ROLES",
        column="default_secondary_roles",
        default="DEFAULT",
    ),
    Property("rsaPublicKey", TEXT, column="rsa_public_key", reads_zero=True),
    Property("rsaPublicKey2", TEXT, clause="RSA_PUBLIC_KEY_2", column="rsa_public_key_2", reads_zero=True),
    COMMENT,
)
