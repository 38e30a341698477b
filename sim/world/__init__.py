"""What exists: people, posts, ties, programme, diary and event log as tables; keyed random numbers; arithmetic."""
