"""What can be asked of Greenroom: one use case a class, and the ports they depend on."""
