"""Bodies for the objects of which Hive's schemas are known by name only.

A lineage's data says that a view, a trigger or a full-text table is there and which columns it has, not what its
text is. To make such a schema on an empty file something has to stand there: these texts are our own and do what the
name promises. They are never compared with a user's file.
"""

from __future__ import annotations

STAND_INS = {
    "conversations_fts": (
        "CREATE VIRTUAL TABLE conversations_fts USING fts5("
        "conversation_id, question, source_of_truth,"
        " content='knowledge_conversations', content_rowid='id')"
    ),
    "curator_truths_fts": (
        "CREATE VIRTUAL TABLE curator_truths_fts USING fts5("
        "conversation_id, curator_output, topic_summary, content='curator_truths', content_rowid='id')"
    ),
    "curator_truths_fts_insert": (
        "CREATE TRIGGER curator_truths_fts_insert AFTER INSERT ON curator_truths BEGIN"
        " INSERT INTO curator_truths_fts (rowid, conversation_id, curator_output, topic_summary)"
        " VALUES (new.id, new.conversation_id, new.curator_output, new.topic_summary);"
        " END"
    ),
    "knowledge_base_fts_insert": (
        "CREATE TRIGGER knowledge_base_fts_insert AFTER INSERT ON knowledge_base BEGIN"
        " INSERT INTO conversations_fts (rowid, conversation_id, question, source_of_truth)"
        " SELECT id, conversation_id, question, source_of_truth FROM knowledge_conversations"
        " WHERE conversation_id = new.conversation_id;"
        " END"
    ),
    "maintain_message_chain": (
        "CREATE TRIGGER maintain_message_chain AFTER INSERT ON messages"
        " WHEN new.parent_message_id IS NULL BEGIN"
        " UPDATE messages SET parent_message_id = (SELECT earlier.id FROM messages AS earlier"
        " WHERE earlier.conversation_id = new.conversation_id AND earlier.timestamp < new.timestamp"
        " ORDER BY earlier.timestamp DESC LIMIT 1) WHERE id = new.id;"
        " END"
    ),
    "memory_retrieval_view": (
        "CREATE VIEW memory_retrieval_view AS"
        " SELECT message.id AS message_id, message.conversation_id, message.role, message.content,"
        " message.timestamp, conversation.title"
        " FROM messages AS message"
        " JOIN conversations AS conversation ON conversation.id = message.conversation_id"
    ),
}
"""CREATE statements by the name of the object that they make."""
