"""Where a model comes from: an endpoint by name, or a file that is brought once and runs on this machine.

``presets`` names the endpoints, ``shelf`` the files, ``pull`` brings one, ``local`` runs it, ``offer`` does both for
the page.
"""
