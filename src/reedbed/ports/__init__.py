"""What an application may ask of the layers below, as protocols: what is promised, and by whom."""
