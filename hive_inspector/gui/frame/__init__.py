"""The parts around the pages: top bar, navigation, status bar, toasts."""
