-- SPDX-License-Identifier: Apache-2.0
-- Whether a connection has accounts is asked of their owner: a count that follows by events may be behind.
drop table connection_usage;
