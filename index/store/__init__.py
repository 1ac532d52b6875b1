"""Where an index lives on disk: the catalog is the truth, Chroma and tantivy are derived from it."""
