"""All pairs of scenarios that put advice to the test, as they are shown."""
