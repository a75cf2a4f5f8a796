"""The archive answers an assistant: a server for the Model Context Protocol that reads and never writes."""
