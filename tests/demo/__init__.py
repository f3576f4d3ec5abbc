"""The demo: a real Home Assistant on stand-in servers.

The benchmark and the browser test start their Home Assistant from here, too.
"""
