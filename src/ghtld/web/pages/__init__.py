"""The pages of things: what is said of them, and the words and elements that say it."""
