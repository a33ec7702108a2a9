"""How an answer reaches a client: negotiation, caching, compression, connections, errors."""
