"""How good is it, with what uncertainty: ``python -m evals run``."""
