"""How to talk: the Plex server, plex.tv, Radarr and Sonarr.

Asynchronous, with typed errors; nothing of Home Assistant but the HTTP session passed in.
"""
