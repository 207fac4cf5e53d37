"""A look at an API that nobody has declared yet: one page is asked for, and a declaration is proposed with its reasons.

Nothing is stored, and nothing that is guessed here is ever used without having been written down by somebody.
"""

from reedbed.ingest.preview.previewing import Preview, preview

__all__ = ["Preview", "preview"]
