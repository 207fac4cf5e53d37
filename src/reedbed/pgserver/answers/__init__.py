"""What a statement answers: rows on their way to the client, how they were laid out, and the tag that ends them."""
