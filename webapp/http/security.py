"""What browsers are told not to do, and what they may keep."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, request

YEAR_S = 31_536_000

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # what a customer searched for stands in the address
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

STRICT_TRANSPORT_SECURITY = f"max-age={YEAR_S}"
"""Sent over TLS only; other names of the domain are the operator's business."""


def content_security_policy(picture_hosts: Iterable[str] = ()) -> str:
    """Return a policy that allows the site's own files and nothing inline; pictures also from ``picture_hosts``."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            " ".join(("img-src 'self' data:", *picture_hosts)),
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def init_app(app: Flask, picture_hosts: Iterable[str] = ()) -> None:
    """Send ``HEADERS`` with every response of ``app``; let browsers keep pages, but ask before showing them again."""
    headers = {"Content-Security-Policy": content_security_policy(picture_hosts), **HEADERS}

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
        return response

    @app.after_request
    def revalidate(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
            if response.status_code == 200:
                response.add_etag(weak=True)  # the same page, however it is compressed
                response.make_conditional(request)
        return response
