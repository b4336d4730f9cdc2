"""What is kept, a file for each noun; server/store.py is the one face of all of it."""
