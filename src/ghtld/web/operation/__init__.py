"""What operators see of a server: health, figures, the access log."""
