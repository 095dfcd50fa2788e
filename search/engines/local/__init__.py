"""The engine on this machine: Whoosh for keeping, compiled arrays for answering."""
