"""Tests of the Pleo client: against mocked answers, and against sockets that misbehave."""
