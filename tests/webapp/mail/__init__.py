"""Tests of what letters say and how they leave."""
