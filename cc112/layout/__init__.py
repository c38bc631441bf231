"""The production layout on one machine (`./run full`): private PostgreSQL and Redis, and the room's processes.

Nothing here imports Django: the servers must stand before the settings can be read.
"""
