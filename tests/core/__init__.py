"""What core/ promises: rules by example, and properties of any small world."""
