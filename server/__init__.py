"""Does: carries out what boards/ decided, over sockets, HTTP, SQL and pages."""
