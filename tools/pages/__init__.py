"""One module per generated page of the reference; each has a function `page` that returns its Markdown."""
