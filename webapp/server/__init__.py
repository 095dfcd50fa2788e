"""How gunicorn is run so that strangers who send or read slowly cost a place in a list, never a thread."""
