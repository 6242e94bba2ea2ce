"""Who uses Hive, under which licence, with which settings."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import (
    JSON,
    NOW,
    PERSONAL,
    SECRET,
    TIME,
    Boolean,
    Integer,
    Link,
    Real,
    Serial,
    Text,
    indexed,
)
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


class User(HiveModel):
    """Who uses this installation, with licence and tier."""

    id = Text(key=True)
    email = Text(PERSONAL, unique=True)
    license_key = Text(SECRET)
    tier = Text(default="'FREE'")
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)
    subscription_tier = Text(default="'free'")
    last_d1_sync = Text(TIME)

    class Meta:
        table_name = "users"
        domain = Domain.IDENTITY


@indexed(
    idx_licenses_key="key",
    idx_licenses_user_id="user_id",
)
class License(HiveModel):
    """Licences that were validated, with their daily limit."""

    id = Serial()
    key = Text(SECRET, not_null=True, unique=True)
    tier = Text(not_null=True)
    daily_limit = Integer(not_null=True, description=tr("Conversations a day"))
    features = Text(JSON)
    user_id = Text(not_null=True)
    email = Text(PERSONAL)
    expires_at = Text(TIME)
    validated_at = Text(TIME, not_null=True)
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "licenses"
        domain = Domain.IDENTITY


@indexed(
    idx_configurations_user="user_id",
)
class Configuration(HiveModel):
    """Settings by key, some of them encrypted: API keys, licence keys."""

    key = Text(key=True, description=tr("Such as openrouter_api_key"))
    value = Text(SECRET, not_null=True)
    encrypted = Boolean(default="0", description=tr("1 where the value is encrypted"))
    user = Link(User, "user_id")
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "configurations"
        domain = Domain.IDENTITY


class Setting(HiveModel):
    """Preferences of the app by key, those of its backups among them."""

    key = Text(key=True, description=tr("Such as backup.dir"))
    value = Text(not_null=True)
    description = Text()
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "settings"
        domain = Domain.IDENTITY


@indexed(
    idx_budget_user="user_id",
)
class BudgetLimit(HiveModel):
    """How much a user may spend in a period."""

    id = Text(key=True)
    user = Link(User, "user_id", not_null=True)
    period_type = Text(not_null=True)
    limit_amount = Real(not_null=True, description=tr("US dollars"))
    current_spent = Real(default="0.0", description=tr("US dollars"))
    period_start = Text(TIME, not_null=True)
    period_end = Text(TIME, not_null=True)
    is_active = Boolean(default="1")
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "budget_limits"
        domain = Domain.IDENTITY
