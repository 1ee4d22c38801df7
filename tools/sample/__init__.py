"""The sample office: what it is made of, and the steps that load it."""
