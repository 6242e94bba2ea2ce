"""What is exchanged with the outside."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import NOW, SECRET, TIME, Integer, Text, indexed
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


@indexed(
    idx_pending_sync_attempts="sync_attempts",
    idx_pending_sync_created="created_at",
    idx_pending_sync_user="user_id",
)
class PendingSync(HiveModel):
    """Conversations that were not yet reported to the server."""

    conversation_id = Text(key=True)
    user_id = Text(not_null=True)
    question_hash = Text(not_null=True)
    conversation_token = Text(SECRET, not_null=True)
    created_at = Text(TIME, default=NOW)
    sync_attempts = Integer(default="0", description=tr("How often it was tried"))
    last_attempt_at = Text(TIME)
    error_message = Text()

    class Meta:
        table_name = "pending_sync"
        domain = Domain.SYNC


class SyncRun(HiveModel):
    """Runs that fetched models and providers from OpenRouter."""

    id = Text(key=True)
    sync_type = Text(not_null=True)
    started_at = Text(TIME, not_null=True)
    completed_at = Text(TIME)
    status = Text(not_null=True)
    providers_synced = Integer(default="0")
    models_synced = Integer(default="0")
    error_message = Text()
    next_sync_due = Text(TIME, not_null=True)
    rankings_last_synced = Text(TIME)
    provider_performance_synced = Text(TIME)
    intelligence_version = Text(default="'1.7.0'")
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "sync_metadata"
        domain = Domain.SYNC
