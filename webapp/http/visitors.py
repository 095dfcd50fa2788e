"""Who is asking, as far as counting needs it: keys that last a day, made without a cookie."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, request

KEY_LETTERS = 32
"""Hexadecimal digits of a key; 128 bits."""

IPV4_NETWORK_BITS = 24
IPV6_NETWORK_BITS = 48
"""What one subscriber or one rented range usually has."""

IPV6_SUBSCRIBER_BITS = 64
"""Addresses that one device changes between."""


def visitor_key() -> str:
    """Return what tells visitors apart today: address and browser."""
    return keyed("visitor", f"{subscriber()} {request.user_agent.string}")


def address_key() -> str:
    """Return what tells addresses apart today."""
    return keyed("address", subscriber())


def network_key() -> str:
    """Return what tells networks apart today: /24, or /48 of IPv6."""
    address = remote_address()
    bits = IPV6_NETWORK_BITS if ":" in address else IPV4_NETWORK_BITS
    return keyed("network", network_of(address, bits))


def subscriber() -> str:
    """Return the address of the visitor; of IPv6 the part that does not change by the hour."""
    address = remote_address()
    return network_of(address, IPV6_SUBSCRIBER_BITS) if ":" in address else address


def remote_address() -> str:
    """Return the address that the request came from, one in IPv6 clothing undressed; nothing where there is none."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def network_of(address: str, bits: int) -> str:
    """Return the network of ``bits`` bits that ``address`` lies in."""
    return str(ip_network(f"{address}/{bits}", strict=False)) if address else ""


def keyed(purpose: str, value: str) -> str:
    """Return a name for ``value`` that only this site can compute, and only today."""
    secret = current_app.secret_key
    assert secret, "the site has no secret key"
    secret = secret if isinstance(secret, bytes) else secret.encode()
    said = f"{purpose} {datetime.now(UTC).date()} {value}"
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()[:KEY_LETTERS]
