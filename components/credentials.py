"""Ways to sign in, and which of them the deployer's credentials are for.

The provider's plugin reads variables and profiles by itself. What does not fit there is found here, before it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.config_reader import ConfigReader, Origin, Place
from components.secret import Secret
from components.setting import Setting
from components.settings_table import JWT, OAUTH, OIDC, PASSWORD, PAT, WORKLOAD_IDENTITY, Connections

Given = Mapping[Setting[Secret], Secret]


@dataclass(frozen=True)
class Way:
    """A way to sign in: what proves who somebody is, and what else belongs to it."""

    authenticator: str
    proof: Setting[Secret]
    words: str
    beside: tuple[Setting[Any], ...] = ()

    @property
    def settings(self) -> tuple[Setting[Any], ...]:
        """All that it uses."""
        return (self.proof, *self.beside)


# the strongest first
WAYS = (
    Way(JWT, Connections.PRIVATE_KEY, "a private key", (Connections.PASSPHRASE,)),
    Way(PAT, Connections.TOKEN, "a programmatic access token"),
    Way(OAUTH, Connections.TOKEN, "an OAuth token"),
    Way(WORKLOAD_IDENTITY, Connections.TOKEN, "a workload identity's token", (Connections.IDENTITY_PROVIDER,)),
    Way(PASSWORD, Connections.PASSWORD, "a password"),
)
# in configuration each is for the way that it is most often for
_PROOFS = (Connections.PRIVATE_KEY, Connections.TOKEN, Connections.PASSWORD)
# the plugin takes a password, or one of these: it refuses both, used or not
_KEY = (Connections.PRIVATE_KEY, Connections.PASSPHRASE)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What proves who signs in; `authenticator` says by which of them."""

    authenticator: str
    password: Secret | None = None
    token: Secret | None = None
    private_key: Secret | None = None
    private_key_passphrase: Secret | None = None
    identity_provider: str | None = None


def read_credentials(reader: ConfigReader) -> Credentials:
    """All that is given. What does not fit is reported."""
    given = {proof: secret for proof in _PROOFS if (secret := reader.credential(proof))}
    way = _way(reader, given)
    _refuse_both(reader, way)
    return Credentials(
        authenticator=way.authenticator,
        password=given.get(Connections.PASSWORD),
        token=given.get(Connections.TOKEN),
        private_key=given.get(Connections.PRIVATE_KEY),
        private_key_passphrase=_passphrase(reader),
        identity_provider=_identity_provider(reader, way),
    )


def configured(reader: ConfigReader, credentials: Credentials) -> dict[str, str | Secret]:
    """What of them stands in the stack's configuration, by the provider's names: it alone may be inputs of a provider.

    Where a credential does, the authenticator that it is for is one too.
    """
    way = _way_of(credentials.authenticator)
    values: dict[Setting[Any], str | Secret | None] = {
        Connections.PASSWORD: credentials.password,
        Connections.TOKEN: credentials.token,
        Connections.PRIVATE_KEY: credentials.private_key,
        Connections.PASSPHRASE: credentials.private_key_passphrase,
        Connections.IDENTITY_PROVIDER: credentials.identity_provider,
    }
    found = {setting.name: values[setting] for setting in way.settings if _is_configured(reader, setting)}
    if found or _is_configured(reader, Connections.AUTHENTICATOR):
        found[Connections.AUTHENTICATOR.name] = way.authenticator
    return {name: value for name, value in found.items() if value}


def _way_of(authenticator: str) -> Way:
    return next(way for way in WAYS if way.authenticator == authenticator)


def _is_configured(reader: ConfigReader, setting: Setting[Any]) -> bool:
    return reader.origin(setting) is Origin.CONFIGURATION


def _way(reader: ConfigReader, given: Given) -> Way:
    """The one that is named, if its proof is given; else the one that what is given is for."""
    named = reader.read(Connections.AUTHENTICATOR)
    if named is not None:
        way = _way_of(named)
        if way.proof not in given:
            _ask_for_proof(reader, way, given)
        return way
    fitting = [way for way in WAYS if way.proof in given]
    if not fitting:
        return _ask_for_any(reader)
    kept = [way for way in fitting if _is_configured(reader, way.proof)]
    # a name that is given and is none has been reported
    if not kept and fitting[0].authenticator != PASSWORD and reader.origin(Connections.AUTHENTICATOR) is None:
        _ask_for_authenticator(reader, fitting)
    return (kept or fitting)[0]


def _ask_for_any(reader: ConfigReader) -> Way:
    way = _way_of(PASSWORD)
    tokens = "a token (PROGRAMMATIC_ACCESS_TOKEN, OAUTH, WORKLOAD_IDENTITY)"
    allowed = f"a password; or a private key ({JWT}) or {tokens}, with SNOWFLAKE_AUTHENTICATOR as said"
    reader.report(Place.of(way.proof, secret=True), None, allowed)
    return way


def _ask_for_authenticator(reader: ConfigReader, fitting: list[Way]) -> None:
    """Without one the plugin takes a token for OAuth's, and asks for a password beside a key."""
    proof = fitting[0].proof
    ways = [way for way in fitting if way.proof is proof]
    allowed = ", ".join(f"{way.authenticator} for {way.words}" for way in ways)
    remedy = " or ".join(_written(reader.origin(proof), way.authenticator) for way in ways)
    reader.report(Place(Connections.AUTHENTICATOR.key, remedy), None, allowed)


def _ask_for_proof(reader: ConfigReader, way: Way, given: Given) -> None:
    fitting = [other for other in WAYS if other.proof in given]
    if not fitting:
        allowed = f"{way.words}, which {way.authenticator} signs in with"
        reader.report(Place.of(way.proof, secret=True), None, allowed)
        return
    allowed = ", ".join(f"{other.authenticator} for {other.words}" for other in fitting)
    line = _written(reader.origin(Connections.AUTHENTICATOR), fitting[0].authenticator)
    remedy = f"{line}, or set {way.proof.variable}"
    reader.report(Place(Connections.AUTHENTICATOR.key, remedy), f"{way.authenticator}, for {way.words}", allowed)


def _written(origin: Origin | None, authenticator: str) -> str:
    """The line that names an authenticator, where the rest of it is from."""
    if origin is Origin.CONFIGURATION:
        return f"pulumi config set {Connections.AUTHENTICATOR.key} {authenticator}"
    if origin is Origin.PROFILE:
        return f'authenticator = "{authenticator}" in the profile'
    return f"export {Connections.AUTHENTICATOR.variable}={authenticator}"


def _passphrase(reader: ConfigReader) -> Secret | None:
    """Of the key, which a profile has both of, or neither."""
    of_profile = reader.origin(Connections.PRIVATE_KEY) is Origin.PROFILE
    beside = {Origin.PROFILE} if of_profile else {Origin.CONFIGURATION, Origin.ENVIRONMENT}
    return reader.credential(Connections.PASSPHRASE, beside)


def _identity_provider(reader: ConfigReader, way: Way) -> str | None:
    provider = reader.read(Connections.IDENTITY_PROVIDER)
    if way.authenticator == WORKLOAD_IDENTITY and reader.origin(Connections.IDENTITY_PROVIDER) is None:
        remedy = f"export {Connections.IDENTITY_PROVIDER.variable}={OIDC}"
        reader.report(Place(Connections.IDENTITY_PROVIDER.key, remedy), None, OIDC)
    return provider


def _refuse_both(reader: ConfigReader, way: Way) -> None:
    """What the plugin would see of a password and of a key: its inputs are of one way, but it reads every variable."""

    def seen(setting: Setting[Any]) -> bool:
        used = setting in way.settings
        return bool(reader.environment.get(str(setting.variable))) or (used and _is_configured(reader, setting))

    if not (seen(Connections.PASSWORD) and any(seen(setting) for setting in _KEY)):
        return
    unused = [it for it in (Connections.PASSWORD, *_KEY) if it not in way.settings]
    names = " ".join(str(it.variable) for it in unused if reader.environment.get(str(it.variable)))
    reader.report(Place(names, f"unset {names}"), "set beside another credential", "a password or a private key")
