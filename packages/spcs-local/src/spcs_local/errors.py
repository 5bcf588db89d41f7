"""Snowflake's errors: facts in, the vendor's number, SQLSTATE and sentence out."""

from __future__ import annotations


class SnowflakeError(Exception):
    """An error a client sees: its number, its SQLSTATE and its text."""

    def __init__(self, number: int, sqlstate: str, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.sqlstate = sqlstate
        self.message = message

    @property
    def code(self) -> str:
        """The number as clients expect it: six digits."""
        return f"{self.number:06d}"


class NotSupportedError(SnowflakeError):
    """What the local account cannot do, said so."""

    def __init__(self, what: str) -> None:
        super().__init__(990001, "0A000", f"{what} is not supported by the local account.")


class TooMuchAtOnceError(SnowflakeError):
    """What a user, who has enough under way already, is to send again later. No public source has number or sentence;
    the SQLSTATE is that of statements which the account ends."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(990004, "57014", f"SQL execution error:\nToo much at a time: {what}. {remedy}")


class StatementSyntaxError(SnowflakeError):
    """The text is no statement of the grammar."""

    def __init__(self, line: int, position: int, unexpected: str) -> None:
        message = f"SQL compilation error:\nsyntax error line {line} at position {position} unexpected '{unexpected}'."
        super().__init__(1003, "42000", message)
        self.place = (line, position)


class DoesNotExistError(SnowflakeError):
    """The object is not there, or the role may not know that it is."""

    def __init__(self, kind: str, name: str) -> None:
        message = f"SQL compilation error:\n{kind.capitalize()} '{name}' does not exist or not authorized."
        super().__init__(2003, "02000", message)


class CannotUseError(SnowflakeError):
    """USE of an object that is not there or not open to the role."""

    def __init__(self) -> None:
        message = "SQL compilation error:\nObject does not exist, or operation cannot be performed."
        super().__init__(2043, "02000", message)


class AlreadyExistsError(SnowflakeError):
    """CREATE of an object whose name is taken."""

    def __init__(self, name: str) -> None:
        super().__init__(2002, "42710", f"SQL compilation error:\nObject '{name}' already exists.")


class NameTooLongError(SnowflakeError):
    """A name of more than 255 characters. The sentence is Snowflake's; no public source has the number.

    https://docs.snowflake.com/en/sql-reference/identifiers-syntax
    """

    def __init__(self, name: str) -> None:
        message = f"SQL compilation error:\nObject name '{name}' exceeds maximum length limit of 255 characters."
        super().__init__(2009, "42622", message)


class InsufficientPrivilegesError(SnowflakeError):
    """The role sees the object but may not do this with it."""

    def __init__(self, kind: str, name: str) -> None:
        message = f"SQL access control error:\nInsufficient privileges to operate on {kind.lower()} '{name}'."
        super().__init__(3001, "42501", message)


class HiddenObjectError(SnowflakeError):
    """CREATE of an object whose name is taken by one that the role may not see."""

    def __init__(self, kind: str, name: str) -> None:
        message = (
            f"SQL compilation error:\n{kind.capitalize()} '{name}' already exists, but current role has no privileges"
            " on it. If this is unexpected and you cannot resolve this problem, contact your system administrator."
            " ACCOUNTADMIN role may be required to manage the privileges on the object."
        )
        super().__init__(3041, "42710", message)


class GrantNotExecutedError(SnowflakeError):
    """GRANT of nothing that the role may pass on."""

    def __init__(self) -> None:
        super().__init__(3102, "42501", "Grant not executed: Insufficient privileges.")


class GrantPartiallyExecutedError(SnowflakeError):
    """GRANT of privileges of which the role may pass only some on: these are granted."""

    def __init__(self, refused: list[str]) -> None:
        super().__init__(3011, "42501", f"Grant partially executed: privileges [{', '.join(refused)}] not granted.")


class DependentGrantError(SnowflakeError):
    """REVOKE without CASCADE, or OWNERSHIP given away, while others hold what was granted."""

    def __init__(self, privilege: str, securable: str, role: str, hint: str = "") -> None:
        message = (
            f"SQL execution error: Dependent grant of privilege '{privilege}' on securable '{securable}' to role"
            f" '{role}' exists.  It must be revoked first.  More than one dependent grant may exist: use 'SHOW GRANTS'"
            f" command to view them.{hint}"
        )
        super().__init__(3036, "23001", message)


class RoleNotAssignedError(SnowflakeError):
    """USE ROLE of a role that the user does not hold."""

    def __init__(self, role: str) -> None:
        message = (
            "SQL access control error:\n"
            f"Requested role '{role}' is not assigned to the executing user. Specify another role."
        )
        super().__init__(3013, "42501", message)


class RestrictedSessionError(SnowflakeError):
    """What would lead out of the session of a token that is bound to one role."""

    def __init__(self, statement: str = "USE ROLE") -> None:
        message = f"SQL execution error:\nCurrent session is restricted. {statement} not allowed."
        super().__init__(3107, "42501", message)


class NoCurrentDatabaseError(SnowflakeError):
    """An unqualified name in a session without a database."""

    def __init__(self) -> None:
        message = (
            "SQL compilation error:\nCannot perform operation. This session does not have a current database. "
            "Call 'USE DATABASE', or use a qualified name."
        )
        super().__init__(90105, "22000", message)


class NoCurrentSchemaError(SnowflakeError):
    """An unqualified name in a session without a schema."""

    def __init__(self) -> None:
        message = (
            "SQL compilation error:\nCannot perform operation. This session does not have a current schema. "
            "Call 'USE SCHEMA', or use a qualified name."
        )
        super().__init__(90106, "22000", message)


class InvalidPropertyError(SnowflakeError):
    """A property that the object kind does not have."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(1422, "42601", f"SQL compilation error:\ninvalid property '{name}' for '{kind}'")


class InvalidValueError(SnowflakeError):
    """A property's value is outside what is allowed."""

    def __init__(self, value: object, name: str) -> None:
        super().__init__(1008, "22023", f"SQL compilation error:\ninvalid value [{value}] for parameter '{name}'")


class MissingPropertyError(SnowflakeError):
    """CREATE without a property that it needs."""

    def __init__(self, name: str) -> None:
        super().__init__(2029, "42601", f"SQL compilation error:\nMissing option(s): [{name}]")


class UnknownFunctionError(SnowflakeError):
    """A function that is not there, or that the role may not use."""

    def __init__(self, name: str, *, qualified: bool = False) -> None:
        number, what = (2141, "user-defined function") if qualified else (2140, "function")
        super().__init__(number, "42601", f"SQL compilation error:\nUnknown {what} {name}.")


class NotEnoughArgumentsError(SnowflakeError):
    """A function called with fewer arguments than it needs."""

    def __init__(self, function: str, expected: int, got: int) -> None:
        message = (
            f"SQL compilation error: error line 1 at position 7\nnot enough arguments for function [{function}()],"
            f" expected {expected}, got {got}"
        )
        super().__init__(938, "22023", message)


class NoVariableError(SnowflakeError):
    """A session variable that was not set. Lines count from 1, positions from 0."""

    def __init__(self, written: str, line: int, position: int) -> None:
        message = (
            f"SQL compilation error: error line {line} at position {position}\n"
            f"Session variable '{written}' does not exist"
        )
        super().__init__(2211, "02000", message)


class VariableTooLongError(SnowflakeError):
    """A value that no session variable holds. The sentence is Snowflake's; no public source has the number.

    https://docs.snowflake.com/en/sql-reference/session-variables
    """

    def __init__(self, name: str, size: int, limit: int) -> None:
        message = (
            f"Assignment to '{name}' not done because value exceeds size limit for variables."
            f" Its size is {size}; the limit is {limit} (internal storage size in bytes)."
        )
        super().__init__(1090, "22001", message)


class InvalidWorkloadIdentityError(SnowflakeError):
    """A property within WORKLOAD_IDENTITY of a user."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        message = (
            f"SQL compilation error: Invalid {name} property in WORKLOAD_IDENTITY of TYPE 'OIDC': '{value}'."
            f" {name} must be {allowed}."
        )
        super().__init__(4616, "42601", message)


class UserTypeError(SnowflakeError):
    """A property that users of this TYPE do not have."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(511503, "23001", f"SQL execution error:\nCannot set {name} on users with TYPE={kind}.")


class SignInFailedError(SnowflakeError):
    """A user or password that does not fit; which of them is not said."""

    def __init__(self, message: str = "Incorrect username or password was specified.", number: int = 390100) -> None:
        super().__init__(number, "08001", message)


class OtherUserError(SignInFailedError):
    """A token that is another user's than the one named with it."""

    def __init__(self) -> None:
        message = "The user you were trying to authenticate as differs from the user tied to the access token."
        super().__init__(message, 390309)


class InvalidPublicKeyError(SnowflakeError):
    """A public key of a user that is none. The sentence is Snowflake's; no public source has its number."""

    def __init__(self) -> None:
        message = "SQL execution error:\nNew public key rejected by current policy. Reason: 'Invalid Public key'"
        super().__init__(990003, "22023", message)


class WorkloadIdentityRefusedError(SignInFailedError):
    """A workload's token that signs nobody in. No public source has number or sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Workload identity token is refused: {reason}.", 990002)


class SessionGoneError(SnowflakeError):
    """The session token is unknown, expired or closed."""

    def __init__(self, number: int = 390111) -> None:
        sentences = {
            390104: "ID Token is invalid.",
            390111: "Session no longer exists.  New login required to access the service.",
            390112: "Your session has expired. Please login again.",
            390114: "Authentication token has expired.  The user must authenticate again.",
        }
        super().__init__(number, "08001", sentences[number])
