"""Providers and their models, with prices, as Hive copies them from OpenRouter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.demo.wording import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hive_inspector.core.demo.chance import Chance

_VARIANT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who offers models."""

    id: str
    name: str
    price: float
    """A typical price of a thousand tokens read, in US dollars."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model on offer."""

    id: str
    """As provider/model."""
    name: str
    provider: Provider
    description: str
    price_in: float
    """US dollars for a thousand tokens read."""
    price_out: float
    """US dollars for a thousand tokens written."""
    window: int
    """Tokens."""
    sees_images: bool
    active: bool
    listed_day: int
    """Days since 1970."""


class Market:
    """All providers and models on offer, some three hundred."""

    def __init__(self, chance: Chance, last_day: int) -> None:
        self.providers = tuple(
            Provider(entry["id"], entry["name"], entry["price"])
            for entry in facts("models")["providers"]
        )
        self.models = tuple(_models(self.providers, chance, last_day))
        self.by_id: Mapping[str, Model] = {model.id: model for model in self.models}

    def offered_by(self, provider: Provider) -> Iterable[Model]:
        """The provider's models."""
        return (model for model in self.models if model.provider is provider)


def _models(providers: Iterable[Provider], chance: Chance, last_day: int) -> Iterator[Model]:
    known = facts("models")
    for provider, entry in zip(providers, known["providers"], strict=True):
        for stem, endings in entry["families"]:
            for ending in endings:
                model = _model(provider, stem + ending, chance, last_day)
                yield model
                if chance.hits(_VARIANT_SHARE):
                    yield _variant(model, chance.pick(known["variants"]))


def _model(provider: Provider, name: str, chance: Chance, last_day: int) -> Model:
    known = facts("models")
    factor = _size_factor(name)
    price = float(f"{provider.price * factor:.2g}")
    return Model(
        id=f"{provider.id}/{slug(name)}",
        name=name,
        provider=provider,
        description=chance.pick(known["descriptions"]).replace("{number}", "80"),
        price_in=price,
        price_out=float(f"{price * chance.pick((2, 3, 4, 5)):.2g}"),
        window=chance.pick(known["windows"]),
        sees_images="vision" in name.lower() or "4o" in name,
        active=not chance.hits(0.12),
        listed_day=last_day - chance.whole(30, 700),
    )


def _variant(model: Model, variant: str) -> Model:
    free = variant == "free"
    return Model(
        id=f"{model.id}:{variant}",
        name=f"{model.name} ({variant})",
        provider=model.provider,
        description=model.description,
        price_in=0.0 if free else round(model.price_in * 1.5, 8),
        price_out=0.0 if free else round(model.price_out * 1.5, 8),
        window=model.window,
        sees_images=model.sees_images,
        active=model.active,
        listed_day=model.listed_day,
    )


def _size_factor(name: str) -> float:
    """Big models cost more than small ones, going by what their names say."""
    lowered = name.lower()
    if any(word in lowered for word in ("opus", "ultra", "405b", "o1 preview", "32k")):
        return 3.0
    if any(word in lowered for word in ("haiku", "flash", "mini", "tiny", "lite", "7b", "8b")):
        return 0.15
    return 1.0


def slug(name: str) -> str:
    """A name as OpenRouter writes it in an identifier: `Claude 3.5 Sonnet` becomes `claude-3.5-sonnet`."""
    return re.sub(r"[^a-z0-9.+-]+", "-", name.lower()).strip("-")
