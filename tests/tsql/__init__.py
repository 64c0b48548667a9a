"""The T-SQL that the module can send, checked and run without a SQL Server."""
