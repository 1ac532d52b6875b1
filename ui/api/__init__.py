"""The HTTP API: OpenAI's shape, with the citations in it."""
