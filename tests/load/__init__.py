"""Measurements on a store with many requests."""
