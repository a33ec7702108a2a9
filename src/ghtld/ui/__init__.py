"""What the web and the desk share: messages, negotiation, problems, security headers."""
