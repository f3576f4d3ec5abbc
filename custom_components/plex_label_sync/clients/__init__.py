"""How to talk: the Plex server, plex.tv, Radarr, Sonarr and Seerr.

Asynchronous, with typed errors; nothing of Home Assistant but the HTTP session passed in.
"""
