"""成批文书: one text with merge fields to many enterprises, approved once, numbered one by one."""
