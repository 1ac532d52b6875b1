"""What is done to text before it is searched or counted. Nothing here changes what is stored or shown."""
