"""How the columns of a table are arranged: their order, which are hidden, how many stay at the left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Layout:
    """An arrangement by name, so that it outlives changes of the table."""

    order: tuple[str, ...] = ()
    """Columns in their order on screen; those that are missing here follow as the table has them."""
    hidden: frozenset[str] = frozenset()
    frozen: int = 0
    """How many of the first columns stay at the left, hidden ones included."""

    def complete(self, names: Sequence[str]) -> Layout:
        """The arrangement of these columns: each is in the order, and one at least is shown."""
        known = set(names)
        kept = [name for name in dict.fromkeys(self.order) if name in known]
        placed = set(kept)
        order = tuple(kept + [name for name in names if name not in placed])
        hidden = self.hidden & known
        if len(hidden) == len(known):
            hidden -= set(order[:1])
        return Layout(order, hidden, min(self.frozen, len(order)))

    def shown(self, name: str, *, is_shown: bool) -> Layout:
        """With a column shown or hidden; the last one stays."""
        hidden = self.hidden - {name} if is_shown else self.hidden | {name}
        return self if len(hidden) == len(self.order) else replace(self, hidden=hidden)

    def moved(self, name: str, step: int) -> Layout:
        """With a column some places further to the right, or to the left."""
        order = list(self.order)
        at = order.index(name)
        order.pop(at)
        order.insert(max(0, min(at + step, len(order))), name)
        return replace(self, order=tuple(order))

    def frozen_up_to(self, name: str) -> Layout:
        """With the columns up to this one staying at the left."""
        return replace(self, frozen=self.order.index(name) + 1)

    def is_usual(self, names: Sequence[str]) -> bool:
        """Whether the columns stand as the table has them."""
        return self.order == tuple(names) and not self.hidden and not self.frozen
