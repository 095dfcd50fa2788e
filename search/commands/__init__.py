"""The commands of the command line, a module for what one does; ``indexer.py`` is their door."""
