"""Where somebody goes who types a few letters: what is offered, what is found of it, and the keys of every action."""
