"""How we talk to servers: each client against its stand-in, over real sockets."""
