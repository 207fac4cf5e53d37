"""What is done before a statement runs, because the engine cannot do it as a part of it."""
