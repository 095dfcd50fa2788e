"""Signing in by mail."""
