"""The rules of an instance as a table of nftables, in this container's own network name space.

What goes out and may not is refused at once, so that who asks is told. What comes in and may not is dropped: who sends
it tries again, and by then a rule may have come that both ends need. Each packet is looked at, not only the first of a
connection: what is no longer allowed ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network

from spcs_local.service_filter import expressions as packet
from spcs_local.service_filter.netlink import APPEND, CREATE, Transaction, attribute, name, nested, number
from spcs_local.service_filter.rules import IN, OUT, TCP, Rule

_TABLE = "spcs-local"
_NEW_TABLE, _DELETE_TABLE, _NEW_CHAIN, _NEW_RULE, _NEW_SET, _NEW_ELEMENTS = 0, 2, 3, 6, 9, 12
_HOOKS = {IN: 1, OUT: 3}
_DROP = 0
_CONSTANT, _ADDRESS, _ADDRESS_BYTES = 2, 7, 4
_AT_ONCE = 1000  # elements of a message, which may have 64 KB


def enforce(rules: Iterable[Rule]) -> None:
    """Let these through and nothing else, from one moment to the next."""
    change = Transaction()
    change.add(_NEW_TABLE, CREATE, name(1, _TABLE))
    change.add(_DELETE_TABLE, 0, name(1, _TABLE))  # the one before, or the one just made
    change.add(_NEW_TABLE, CREATE, name(1, _TABLE))
    for chain, hook in _HOOKS.items():
        hooked = nested(4, number(1, hook), number(2, 0))
        change.add(_NEW_CHAIN, CREATE, name(1, _TABLE), name(3, chain), hooked, number(5, _DROP), name(7, "filter"))
        _append(change, chain, [*packet.over_loopback(arriving=chain == IN), packet.accept()])
        _append(change, chain, [*packet.in_state(packet.RELATED), packet.accept()])  # errors, of what is known here
    for place, rule in enumerate(rules, start=1):
        _let_through(change, place, rule)
    _append(change, OUT, [*packet.in_state(packet.NEW), packet.refuse()])
    _append(change, OUT, [*packet.over(TCP), packet.reset()])
    change.commit()


def _let_through(change: Transaction, place: int, rule: Rule) -> None:
    """Both ways: to the port as asked, and from it in reply."""
    network = "/" in rule.peers
    if not network:
        _add_set(change, place, rule.peers.split(","))
    for chain, reply in ((rule.side, False), (OUT if rule.side == IN else IN, True)):
        source = chain == IN  # the other end
        peers = (
            packet.address_in(IPv4Network(rule.peers), source=source)
            if network
            else packet.address_of(str(place), place, source=source)
        )
        how = [*packet.over(rule.protocol), *packet.ports(rule.first, rule.last, source=reply), packet.accept()]
        _append(change, chain, [*(packet.replying() if reply else []), *peers, *how])


def _add_set(change: Transaction, place: int, addresses: list[str]) -> None:
    change.add(
        _NEW_SET,
        CREATE,
        *(name(1, _TABLE), name(2, str(place)), number(3, _CONSTANT)),
        *(number(4, _ADDRESS), number(5, _ADDRESS_BYTES), number(10, place)),
    )
    for start in range(0, len(addresses), _AT_ONCE):
        elements = [
            nested(1, nested(1, attribute(1, IPv4Address(address).packed)))
            for address in addresses[start : start + _AT_ONCE]
        ]
        change.add(_NEW_ELEMENTS, CREATE, name(1, _TABLE), name(2, str(place)), nested(3, *elements), number(4, place))


def _append(change: Transaction, chain: str, expressions: list[bytes]) -> None:
    change.add(_NEW_RULE, CREATE | APPEND, name(1, _TABLE), name(2, chain), nested(4, *expressions))
