"""The benchmark: what syncs, labels in real time, Home Assistant's start and bad days cost."""
