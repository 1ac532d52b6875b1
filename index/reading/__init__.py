"""Documents in: any page or file becomes a clean, citable article, with every cut kept and its reason."""
