"""Every word said to a model: one Markdown file a message, with ``{{ slots }}``.

The door: ``render(name, **slots)`` gives a message, ``fingerprint()`` names the present wording.
"""

from prompts.render import PromptError, fingerprint, names, render

__all__ = ["PromptError", "fingerprint", "names", "render"]
