"""Bring articles over from the export of another help desk."""
