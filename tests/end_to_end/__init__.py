"""The real program in a real window on an X server of the test's own, driven by mouse and keyboard."""
