"""The product's own engines and its command line: identity, publishing, the demo publisher."""
