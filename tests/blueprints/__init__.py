"""The blueprints, each set up as a user does and fired by what really happens."""
