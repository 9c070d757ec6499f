"""Write, audit, publish: nothing reaches readers while a check is red."""
