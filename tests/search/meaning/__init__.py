"""Tests of search.meaning."""
