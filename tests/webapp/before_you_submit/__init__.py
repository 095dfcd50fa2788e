"""The page before a request, and sending one."""
