"""Who counts as whom."""

KEPT = """
WITH RECURSIVE step AS (
    SELECT id, merged_into_id FROM enrollment_person WHERE merged_into_id IS NOT NULL
    UNION ALL
    SELECT step.id, p.merged_into_id FROM step JOIN enrollment_person p ON p.id = step.merged_into_id
     WHERE p.merged_into_id IS NOT NULL),
kept AS (
    SELECT step.id, p.id AS kept_id FROM step
      JOIN enrollment_person p ON p.id = step.merged_into_id AND p.merged_into_id IS NULL)"""
"""Begins a statement: `kept` gives of each record joined to another the one (`kept_id`) it is now, whatever
it was joined to in between."""
