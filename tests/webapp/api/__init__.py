"""Tests of ``webapp.api``."""
