"""How often one may try to sign in: counted for whoever tries, never for whom they try to be.

A browser that once signed in as the account has an allowance of its own.  Any other is counted by its address and its
network (/24, or /48 of IPv6), for this account and for all of them.  So a stranger in one network is stopped after
``network`` guesses in a quarter of an hour and ``network_day`` in a day, and nobody elsewhere notices.

Against guesses from many networks at once: when ``account`` of them were wrong within a day, each network that is not
known has ``besieged`` guesses a day at this account.  Whoever controls a thousand networks has 3,000 guesses a day, at
passwords of twelve characters or more, and the owner still comes in, from a known device as ever and from a new place
at one of three tries.  Every guess costs a hash by argon2, and the log says that an account is besieged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from webapp.database.accounts_store import Allowance, Tries
from webapp.http.visitors import keyed, network_key, subscriber
from webapp.known_devices import known_device

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AttemptSettings:
    """Tries, not successful, from which on no further one is looked at."""

    device: int = 10
    """At one account, from a browser that signed in with it before, in 15 minutes."""

    pair: int = 5
    """At one account, from one address, in 15 minutes."""

    network: int = 10
    """At one account, from one network, in 15 minutes."""

    network_day: int = 20
    """The same in a day."""

    address: int = 30
    """At any accounts, from one address, in 15 minutes."""

    network_any: int = 100
    """At any accounts, from one network, in 15 minutes."""

    account: int = 50
    """At one account, from anywhere but known devices, in a day: from then on it is besieged; nobody is refused."""

    besieged: int = 3
    """At a besieged account, from one network, in a day."""

    letters_of_device: int = 5
    """Letters to sign in that a known device is always sent, in an hour."""

    letters_for_network: int = 120
    """Letters to sign in asked for from one network, to any addresses, in an hour."""


DEFAULTS = AttemptSettings()


def tries_at(account: str, settings: AttemptSettings = DEFAULTS) -> Tries:
    """Return what counts a password that the asker tries for ``account``, such as ``agent ana@example.com``."""
    account = account.lower()
    if device := known_device(account):
        return Tries((Allowance(device, settings.device, QUARTER),))
    network = keyed("tries of network", f"{account} {network_key()}")
    return Tries(
        asker=(
            Allowance(keyed("tries of pair", f"{account} {subscriber()}"), settings.pair, QUARTER),
            Allowance(network, settings.network, QUARTER),
            Allowance(network, settings.network_day, DAY),
            Allowance(keyed("tries of address", subscriber()), settings.address, QUARTER),
            Allowance(keyed("tries of any network", network_key()), settings.network_any, QUARTER),
        ),
        besieged=(Allowance(network, settings.besieged, DAY),),
        account=Allowance(keyed("tries at account", account), settings.account, DAY),
    )


def tries_of_session(session_key: str, settings: AttemptSettings = DEFAULTS) -> Tries:
    """Return what counts a password that somebody tries who is signed in already."""
    return Tries((Allowance(keyed("tries of session", session_key), settings.device, QUARTER),))


def letters_of_device(account: str, settings: AttemptSettings = DEFAULTS) -> Tries | None:
    """Return what counts letters that a known device of ``account`` asks for; None where the asker has none."""
    device = known_device(account)
    if not device:
        return None
    return Tries((Allowance(keyed("letters of device", device), settings.letters_of_device, HOUR),))


def letters_for_network(settings: AttemptSettings = DEFAULTS) -> Tries:
    """Return what counts letters that the asker's network asks for, whether any are sent."""
    return Tries((Allowance(keyed("letters for network", network_key()), settings.letters_for_network, HOUR),))
