"""One run: lock, identify, read, plan, guard, apply, record, report."""
