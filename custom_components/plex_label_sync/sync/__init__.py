"""Read, plan, write, record: the one engine. It knows the servers and no Home Assistant."""
