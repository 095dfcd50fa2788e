"""The engine on this machine."""
