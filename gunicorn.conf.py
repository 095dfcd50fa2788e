"""How gunicorn, started in this folder, serves the site where its command line says nothing else."""

from __future__ import annotations

wsgi_app = "webapp.serving:served()"
bind = "127.0.0.1:8000"

workers = 2
"""Processes; one for each core. They share the arrays of the index."""

worker_class = "webapp.server.worker.PatientWorker"
"""Waits for requests in one loop: who sends or reads slowly holds up nobody. Its limits lie in ``webapp/server``."""

threads = 4
"""Requests that each process answers at once; ``/healthz`` has a thread of its own."""

worker_connections = 500
"""Connections that each process keeps open; near that, those that have waited longest are closed for new ones."""

keepalive = 5
"""How long a connection may rest between two requests, in seconds."""

limit_request_line = 8190
"""Longest address, in bytes: a question of 1000 letters takes up to six for each that is not ASCII."""

control_socket_disable = True
forwarded_allow_ips = ""
"""Whom to believe that TLS was used: nobody here; ``VENTANILLA_PROXIES`` says it once for all headers."""
