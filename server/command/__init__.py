"""The command line, one noun a file: what each command takes, and what it does."""
