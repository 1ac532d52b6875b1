"""Every way in: the page, the HTTP API and the command line.

The door: ``ui.app.build_app(assistant)`` and ``ui.cli.main()``. Importing ``ui`` itself costs nothing.
"""
