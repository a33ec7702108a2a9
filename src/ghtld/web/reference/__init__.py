"""The publication about itself: vocabulary, shapes, data set, dumps, discovery."""
