"""One module per family of commands; each imports what it needs inside the command, so that help is instant."""
