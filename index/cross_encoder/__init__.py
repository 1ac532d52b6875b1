"""Reading a question and the sentences that may answer it together: which of them does, or that none does."""

from index.cross_encoder.engine import CrossEncoder, Reading, Sentence, open_cross_encoder

__all__ = ["CrossEncoder", "Reading", "Sentence", "open_cross_encoder"]
