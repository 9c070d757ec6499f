"""Great Expectations on every raw feed and on the marts, and the sanity of the identity map."""
